"""Years whose holidays nobody tells, and which metrics count on them."""

from dataclasses import replace
from datetime import date

from customer_performance.site.holidays import Untold, untold, untold_of
from customer_performance.site.metric import MetricInput
from tests.support.metric import cell, metric

BERLIN = {"schedule_id": "berlin", "years": [2024, 2025]}
SYDNEY = {"schedule_id": "sydney", "years": [2024]}


def test_a_year_is_told_of_if_every_calendar_has_a_holiday_in_it():
    found = untold([BERLIN, SYDNEY], [2026, 2025, 2025, 2024])
    assert found == [Untold(2025, 1, 2), Untold(2026, 2, 2)]
    assert untold([BERLIN], [2024, 2025]) == []


def test_a_calendar_without_any_holiday_lacks_none():
    always = {"schedule_id": "always open", "years": []}
    assert untold([], [2024]) == untold([always], [2024]) == []
    assert untold([BERLIN, always], [2026]) == [Untold(2026, 1, 1)]


def test_only_a_metric_that_runs_by_working_hours_says_so():
    months = [cell(period_start=date(2025, 12, 1)), cell(period_start=date(2026, 1, 1))]
    plain = metric("cpi_x", *months)
    by_input = metric("cpi_x", *months, inputs=[MetricInput("holidays", False, True, 1.0, None, None)])
    by_table = metric("cpi_x", *months, definition=replace(plain.definition, raw_tables=["schedules"]))
    assert [untold_of(one, [BERLIN]) for one in (plain, by_input, by_table)] == [
        [],
        [Untold(2026, 1, 1)],
        [Untold(2026, 1, 1)],
    ]
