"""What the page of predictions shows: each beside its record, and what is not forecast with the reason."""

from datetime import date, timedelta

from customer_performance.site.content import Content
from customer_performance.site.forecasts import coming
from tests.support.page import page_of

FIRST = date(2024, 3, 1)
RECORD = {
    "contact": "call",
    "grain": "day",
    "dimension": "all",
    "dimension_value": "all",
    "verdict": "beats_baseline",
    "method": "regression",
    "is_level_shift": False,
    "closed_share": 0.125,
    "origins": 26,
    "relative_error": 0.75,
    "wape": 0.2,
    "coverage_80": 0.8,
    "coverage_95": 0.95,
}
DESK = {
    "dimension": "all",
    "dimension_value": "all",
    "answered_within_seconds": 20.0,
    "target_share": 0.8,
    "shrinkage": 0.3,
    "handle_seconds": 180.0,
    "patience_seconds": None,
    "expected_calls": 321.0,
    "most_agents": 14,
    "most_agents_at_high": 16,
    "most_agents_to_schedule": 20,
    "busiest_on": FIRST,
    "busiest_hour": 9,
    "agent_hours": 400,
}


def day(number: int, expected: float, **changes):
    key = {name: RECORD[name] for name in ("contact", "dimension", "dimension_value")}
    bounds = {"low_80": 1.0, "high_80": 8.0, "low_95": 0.0, "high_95": 10.0}
    row = {"date_on": FIRST + timedelta(number), "expected": expected, "is_holiday": False}
    return key | row | bounds | changes


def test_a_series_is_summed_over_seven_days_whatever_is_closed_in_them():
    (found,) = coming(
        Content(records=[RECORD], forecasts=[day(0, 2), day(3, 4), day(6, 6), day(7, 100), day(27, 8)])
    )["outlooks"]
    assert found.next_week == 12
    assert found.on_a_day == 24


def test_the_page_says_of_which_year_no_holiday_is_known(tmp_path):
    """Of a year in which a day is forecast; where some calendars know one, how many do not."""
    days = [day(0, 5, date_on=date(2024, 12, 31)), day(1, 5, date_on=date(2025, 1, 1))]
    calendars = [{"schedule_id": "a", "years": [2024]}, {"schedule_id": "b", "years": [2024, 2025]}]

    def page(calendars):
        content = Content(records=[RECORD], forecasts=days, calendars=calendars)
        return page_of(content, tmp_path / str(len(calendars)), "next.html")

    assert "1 of 2 calendars of working hours have no holidays for 2025" in page(calendars)
    assert "No holidays are known for 2025" in page(calendars[:1])
    assert "holidays are known" not in page([])


def test_what_is_not_forecast_has_its_reason_and_hours_have_a_record_of_their_own():
    short = RECORD | {"contact": "ticket", "verdict": "too_short", "method": None}
    hours = RECORD | {"grain": "hour", "relative_error": 0.5}
    found = coming(Content(records=[RECORD, hours, short], forecasts=[day(0, 5), day(9, 5)], staffing=[DESK]))
    assert found["not_forecast"] == [short]
    assert [desk["record"] for desk in found["desks"]] == [hours]
    assert found["horizon"] == 10


def test_the_page_says_how_often_it_was_right(tmp_path):
    hours = RECORD | {"grain": "hour", "relative_error": 0.5}
    short = RECORD | {"dimension": "team", "dimension_value": "<b>", "verdict": "too_short", "method": None}
    content = Content(records=[RECORD, hours, short], forecasts=[day(0, 5)], staffing=[DESK])
    page = page_of(content, tmp_path, "next.html")
    for said in (
        "25.0% less error than the naive rule",
        "误差比简单规则小 50.0%",
        "the 95% interval held 95.0%",
        "26 次歷史預測",
        "12.5% of its contacts come on closed days",
        "80.0% within 20\u00a0s",
        "too few days to have a record",
        "09:00 UTC",
        "Contacts a day",
        "Calls are forecast here by the hour, apart from the forecast by day",
    ):
        assert said in page
    assert "<b>:" not in page
