"""The month's goals: whose, of which month, by when, and how they went before."""

from datetime import date

import pytest

from customer_performance.site.content import Content
from customer_performance.site.targets import MONTHS_OF_HISTORY, targets
from tests.support.metric import cell, metric
from tests.support.page import page_of

LINE = {
    "metric_id": "cpi_x",
    "dimension": "all",
    "dimension_value": "all",
    "valid_from": date(2025, 1, 1),
    "owner": "Head",
    "due_on": date(2025, 2, 28),
}
OF_TEAM = {"dimension": "team", "dimension_value": "Desk"}


def held(month, status="missed", **said):
    usual = {"period_start": month, "target": 60.0, "target_status": status, "is_latest": False}
    return cell(**usual | said)


def goals(*cells, lines=(LINE,), **said):
    return targets(Content(metrics={"cpi_x": metric("cpi_x", *cells)}, targets=lines, **said))["goals"]


def test_a_team_without_a_line_has_the_companys_owner_and_one_with_a_line_its_own():
    cells = [held(date(2025, 3, 1), is_latest=True), held(date(2025, 3, 1), is_latest=True, **OF_TEAM)]
    found = goals(*cells)
    assert list(found) == [("all", "all"), ("team", "Desk")]
    assert [goal.owner for (goal,) in found.values()] == ["Head", "Head"]
    own = goals(*cells, lines=(LINE, {**LINE, **OF_TEAM, "owner": "Lead", "due_on": None}))
    (goal,) = own["team", "Desk"]
    assert (goal.owner, goal.due_on, goal.is_overdue) == ("Lead", None, False)


def test_other_parts_have_a_goal_only_where_they_have_a_line():
    phone = {"dimension": "channel", "dimension_value": "phone"}
    of_phone = held(date(2025, 3, 1), is_latest=True, **phone)
    assert goals(of_phone) == {}
    assert list(goals(of_phone, lines=({**LINE, **phone},))) == [("channel", "phone")]


def test_the_months_before_are_counted_and_the_running_one_stands_apart():
    months = [date(2024 + number // 12, number % 12 + 1, 1) for number in range(15)]
    cells = [held(month, "met" if month < date(2024, 6, 1) else "missed") for month in months[:-2]]
    cells += [held(months[-2], is_latest=True), held(months[-1], is_complete=False)]
    ((goal,),) = goals(*cells).values()
    assert (len(goal.months), goal.months_met) == (MONTHS_OF_HISTORY, 3)
    assert (goal.months[-1], goal.running) == (goal.now, cells[-1])


def test_what_was_due_is_overdue_only_if_it_is_missed_after_that():
    def overdue(month, status):
        ((goal,),) = goals(held(month, status, is_latest=True)).values()
        return goal.is_overdue

    assert overdue(date(2025, 3, 1), "missed")
    assert not overdue(date(2025, 3, 1), "met")
    assert not overdue(date(2025, 2, 1), "missed")  # the month of the last day itself


def test_a_month_without_a_target_has_no_goal():
    assert goals(held(date(2025, 3, 1), "no_target", target=None, is_latest=True)) == {}


def test_a_target_that_is_older_than_the_data_holds_from_the_start():
    now = held(date(2025, 3, 1), is_latest=True)
    found = [
        goals(now, first_on=first)["all", "all"][0].is_from_start
        for first in (date(2024, 12, 31), date(2025, 1, 1), None)
    ]
    assert found == [False, True, False]


@pytest.mark.parametrize(
    ("direction", "bound"), [("higher_is_better", "≥"), ("lower_is_better", "≤"), ("neutral", "")]
)
def test_the_page_says_at_least_or_at_most_and_how_many_the_running_month_counts(tmp_path, direction, bound):
    cells = [
        held(date(2025, 3, 1), is_latest=True),
        held(date(2025, 4, 1), is_complete=False, subjects=1234),
    ]
    known = metric("cpi_x", *cells, direction=direction)
    content = Content(metrics={"cpi_x": known}, targets=[LINE], first_on=date(2026, 1, 1))
    page = page_of(content, tmp_path, "targets.html")
    assert f'{bound}&nbsp;<span class="value">60.0%</span>' in page
    assert "sample\u00a0size\u00a01,234" in page
    assert "from the start" in page


def test_the_page_says_what_is_there_and_how_to_set_a_target(tmp_path):
    assert "seeds/metric_targets.csv" in page_of(Content(), tmp_path, "targets.html")
