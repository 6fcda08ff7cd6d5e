"""What somebody is told of, and what not."""

import json
from datetime import date

import pytest

from customer_performance.core.errors import RunError
from customer_performance.core.paths import Layout
from customer_performance.site.alerts import (
    Alerts,
    Failure,
    alerts,
    changed,
    in_json,
    in_markdown,
    is_newest,
    limited,
    missed,
)
from tests.support.metric import cell

CATALOG = {
    name: {
        "label_en": name.upper(),
        "unit": unit,
        "direction": direction,
        "look_ahead_days": 7,
        "headline_position": position,
        "digits": 1,
    }
    for name, unit, direction, position in (
        ("cpi_x", "%", "higher_is_better", None),
        ("kpi_y", "min", "lower_is_better", 1),
        ("kpi_z", "%", "neutral", None),
    )
}


def missing(**said):
    usual = {
        "target": 60.0,
        "target_status": "missed",
        "target_is_clear": True,
        "ci_low": 40.0,
        "ci_high": 55.0,
    }
    return cell(**usual | said)


def test_only_a_clear_miss_of_the_last_complete_month_is_told_of():
    team = missing(dimension="team", dimension_value="desk")
    others = [missing(target_is_clear=False), missing(is_latest=False), missing(target_status="met")]
    found = missed([team, missing(), *others], CATALOG)
    assert [(one.dimension_value, one.target, one.is_worse) for one in found] == [
        ("all", 60.0, True),
        ("desk", 60.0, True),
    ]


def test_a_clear_change_of_the_company_is_told_of_and_the_worse_come_first():
    def moved(name, value, **said):
        bounds = {"ci_low": value - 1, "ci_high": value + 1, "previous_low": 49.0, "previous_high": 51.0}
        change = {"previous_value": 50.0, "change": value - 50, "change_is_significant": abs(value - 50) > 2}
        return cell(metric_id=name, value=value, **bounds | change | said)

    cells = [moved("cpi_x", 60.0), moved("kpi_y", 60.0), moved("kpi_z", 60.0), moved("cpi_x", 50.5)]
    found = changed([*cells, moved("cpi_x", 20.0, dimension="team", dimension_value="desk")], CATALOG)
    assert (found[0].metric_id, found[0].is_worse) == ("kpi_y", True)
    assert {(one.metric_id, one.is_worse) for one in found} == {
        ("kpi_y", True),
        ("cpi_x", False),
        ("kpi_z", None),
    }
    assert len(found) == 3


def test_both_forms_say_the_same():
    failed = [Failure("raw", "raw.tickets", "expect_fresh", "warning", "Old data speak of the past.")]
    found = Alerts("2025-04-01", missed([missing(period_start=date(2025, 3, 1))], CATALOG), [], failed)
    text = in_markdown(found)
    assert "- CPI_X, 2025-03: 50.0% (95% interval 40.0–55.0), target ≥ 60.0%" in text
    assert "## Clear changes: none" in text
    assert "- raw, raw.tickets, warning: expect_fresh. Old data speak of the past." in text
    said = json.loads(in_json(found))
    assert said["missed"][0]["month"] == "2025-03-01"
    assert said["failed"][0]["table"] == "raw.tickets"
    assert said["changed"] == []


def test_without_anything_published_there_is_nothing_to_tell_of(tmp_path):
    with pytest.raises(RunError, match="publish first"):
        alerts(Layout(tmp_path), "json", 0)


def test_the_company_comes_before_teams_before_other_parts_and_headlines_before_others():
    cells = [
        missing(dimension="channel", dimension_value="web", subjects=900),
        missing(dimension="team", dimension_value="small", subjects=10),
        missing(dimension="team", dimension_value="large", subjects=90),
        missing(metric_id="kpi_y", dimension="team", dimension_value="steered by", subjects=5),
        missing(),
    ]
    told = [one.dimension_value for one in missed(cells, CATALOG)]
    assert told == ["all", "steered by", "large", "small", "web"]


@pytest.mark.parametrize(
    ("as_of", "month", "is_told"),
    [
        ("2025-04-20 10:00 UTC", date(2025, 3, 1), True),
        ("2025-04-20 10:00 UTC", date(2025, 2, 1), False),  # its data stopped coming
        ("2025-04-05 10:00 UTC", date(2025, 2, 1), True),  # of March, seven days are still to pass
        ("2025-04-08 23:00 UTC", date(2025, 2, 1), True),  # where the day begins later than in UTC
        ("2025-04-10 00:00 UTC", date(2025, 2, 1), False),
        (None, date(2025, 3, 1), False),
    ],
)
def test_only_the_newest_month_that_a_metric_can_have_is_told_of(as_of, month, is_told):
    assert is_newest(missing(period_start=month), as_of, CATALOG) is is_told
    assert not is_newest(missing(period_start=month, is_latest=False), as_of, CATALOG)


def test_what_is_too_many_is_counted():
    found = missed([missing(dimension="team", dimension_value=str(number)) for number in range(12)], CATALOG)
    told = limited(Alerts("2025-04-01", found, [], []), 10)
    assert (len(told.missed), told.more) == (10, {"missed": 2, "changed": 0, "failed": 0})
    assert "## Clearly missed targets: 12\n" in in_markdown(told)
    assert "- and 2 more: `--limit 0` tells of all" in in_markdown(told)
    assert json.loads(in_json(told))["more"]["missed"] == 2
    assert len(limited(Alerts("2025-04-01", found, [], []), 0).missed) == 12


def test_a_change_has_the_unit_of_its_metric():
    moved = cell(metric_id="kpi_y", value=90.0, ci_low=85.0, ci_high=95.0, previous_value=50.0, change=40.0,
                 previous_low=49.0, previous_high=51.0, change_is_significant=True)  # fmt: skip
    text = in_markdown(Alerts("2025-04-01", [], changed([moved], CATALOG), []))
    assert "90.0 min (95% interval 85.0–95.0), +40.0 min: worse" in text
