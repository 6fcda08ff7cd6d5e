"""What a page reads off the cells of a metric."""

from datetime import date

import pytest

from customer_performance.site.catalogue import inputs_of
from customer_performance.site.metric import Readiness, Series
from customer_performance.site.metric_page import written
from tests.support.metric import cell, metric

FEBRUARY, MARCH, APRIL = date(2025, 2, 1), date(2025, 3, 1), date(2025, 4, 1)


def test_the_latest_month_is_the_last_complete_one_of_the_whole_company():
    before = cell(period_start=FEBRUARY, is_latest=False)
    last = cell(period_start=MARCH)
    current = cell(period_start=APRIL, is_latest=False, is_complete=False)
    team = cell(dimension="team", dimension_value="desk")
    quarter = cell(grain="quarter")
    found = metric("cpi_x", before, last, current, team, quarter)
    assert found.latest is last
    assert found.months == [before, last, current]
    assert metric("cpi_x", before, current).latest is None


def one(dimension="all", dimension_value="all", **said) -> Series:
    usual = {"grain": "month", "first_period": MARCH, "value": "1", "ci_low": "", "ci_high": "", "target": ""}
    return Series(
        metric_id="cpi_x",
        dimension=dimension,
        dimension_value=dimension_value,
        **usual | {"subjects": "9", "flags": "1"} | said,
    )


def test_the_team_is_the_dimension_that_comes_first():
    values = [("channel", "mail"), ("team", "desk"), ("plan", "gold"), ("team", "night")]
    cells = [cell(dimension=dimension, dimension_value=value) for dimension, value in values]
    old = cell(dimension="team", dimension_value="gone", period_start=FEBRUARY, is_latest=False)
    series = [one(*pair) for pair in [("all", "all"), *values, ("team", "gone")]]
    found = metric("cpi_x", cell(), old, *cells, series=series)
    assert list(found.by_dimension) == ["team", "channel", "plan"]
    assert found.by_dimension["team"] == [cells[1], cells[3]]
    assert found.dimension_values == {
        "team": ["desk", "gone", "night"],
        "channel": ["mail"],
        "plan": ["gold"],
    }


@pytest.mark.parametrize(
    ("values", "points"),
    [
        ([], []),
        ([7.0], [(0.0, 22.0)]),
        ([1.0, 3.0, 2.0], [(0.0, 22.0), (50.0, 2.0), (100.0, 12.0)]),
    ],
)
def test_the_trend_fills_a_line_of_100_by_24(values, points):
    months = [cell(value=value, period_start=date(2025, month, 1)) for month, value in enumerate(values, 1)]
    assert metric("cpi_x", *months, cell(value=99.0, is_complete=False)).trend == points


def test_inputs_that_a_metric_needs_come_before_those_that_refine_it():
    def row(name, required_by, refines):
        known = {"is_there": True, "filled_share": 1.0, "first_on": None, "last_on": None}
        return {"input": name, "required_by": required_by, "refines": refines, **known}

    rows = [row("a", None, "cpi_y, cpi_x"), row("b", "cpi_x", None), row("c", "cpi_xy", "cpi_y")]
    assert [(one.name, one.is_required) for one in inputs_of("cpi_x", rows)] == [("b", True), ("a", False)]


def test_readiness_tells_the_reasons_one_by_one():
    said = Readiness("ready", True, 1, 1, None, None, None, None, 0.3, "not_told 28, no_time_of_day 3")
    assert said.reasons == [("not_told", 28), ("no_time_of_day", 3)]
    assert Readiness("ready", True, 1, 1, None, None, None, None).reasons == []


def test_a_figure_that_all_periods_share_is_written_once():
    """Which of them have it is in the flags and in the values, and how many periods there are stands beside them."""
    several = one(value="1,,2", ci_low=",,", ci_high="3,,3", target="5,5,5", subjects="4,,4", flags="1,,3")
    assert written(several) == ["2025-03-01", 3, "1,,2", "", "3,,3", "5", "4,,4", "1,,3"]
    assert written(one()) == ["2025-03-01", 1, "1", "", "", "", "9", "1"]


@pytest.mark.parametrize(
    ("said", "newest", "digits"),
    [
        ({"unit": "%"}, {"value": 5.0}, 1),
        ({"unit": "min"}, {"value": 5.0}, 2),
        ({"unit": "min"}, {"value": 5.0, "ci_low": -4.0, "ci_high": 12.0}, 1),
        ({"unit": "min"}, {"value": 5.0, "target": 30.0}, 1),
        ({"unit": "tickets", "aggregation": "balance"}, {"value": 136.0}, 0),
        ({"unit": "EUR", "aggregation": "total"}, {"value": 136.5}, 1),
        ({"unit": "tickets", "aggregation": "total"}, {"value": 9.0, "target": 7.5}, 2),
    ],
)
def test_all_figures_of_a_metric_have_the_same_digits(said, newest, digits):
    """By the company's last complete month: neither a part nor the running month changes them."""
    others = [
        cell(dimension="team", dimension_value="desk", value=1000.0),
        cell(period_start=APRIL, is_latest=False, is_complete=False, value=1000.0),
    ]
    assert metric("cpi_x", *others, cell(**newest), **said).digits == digits


def test_a_metric_without_a_complete_month_has_the_digits_of_its_last_one():
    running = cell(period_start=APRIL, is_latest=False, is_complete=False, value=10.0)
    assert metric("cpi_x", running, unit="min").digits == 1
    assert metric("cpi_x", unit="min").digits == 2
