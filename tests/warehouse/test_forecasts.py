"""Forecasts of a company in New York, over a night on which clocks skip an hour, with a holiday to come."""

import json
import shutil
from datetime import date, datetime, timedelta

import duckdb
import numpy as np
import pytest

from customer_performance.core.dbt import run_dbt

FIRST, LAST = date(2023, 3, 20), date(2024, 2, 29)  # the last day that is over; the present is the day after
SKIPPED = date(2024, 3, 10)  # 02:00 to 03:00
HOLIDAY = date(2024, 3, 12)
VARIABLES = {"as_of": "2024-03-01 17:00:00", "reporting_timezone": "America/New_York"}
NOON_UTC = 17
MODELS = ["contact_volume_record", "staffing_need", "contact_volume_forecast"]


def files() -> dict[str, str]:
    """Tickets of a desk that works office hours, twice as many since February; calls of one that never closes."""
    rng = np.random.default_rng(11)
    days = [FIRST + timedelta(number) for number in range((LAST - FIRST).days + 1)]
    tickets, calls = (
        ["ticket_id,created_at,team_id,channel"],
        ["call_id,queued_at,answered_at,ended_at,team_id"],
    )
    for day in days:
        often = 24 if day > LAST - timedelta(28) else 12
        for number in range(rng.poisson(often) if day.weekday() < 5 else 1):
            tickets.append(f"{day}-{number},{day}T{NOON_UTC}:00:00Z,office,email")
        for hour in (14, 15, 16):
            for number in range(rng.poisson(4)):
                at = datetime(day.year, day.month, day.day, hour, number)
                times = [f"{at + timedelta(seconds=seconds)}Z" for seconds in (0, 10, 310)]
                calls.append(f"{at}-{number},{','.join(times)},night")
    week = ["schedule_id,timezone,weekday,opens_at,closes_at"]
    week += [f"hours,America/New_York,{weekday},09:00,17:00" for weekday in range(1, 6)]
    week += [f"always,America/New_York,{weekday},00:00,24:00" for weekday in range(1, 8)]
    return {
        "tickets.csv": "\n".join(tickets),
        "calls.csv": "\n".join(calls),
        "schedules.csv": "\n".join(week),
        "teams.csv": "team_id,name,schedule_id\noffice,Office,hours\nnight,Night,always",
        "holidays.csv": f"schedule_id,date,name\nhours,{HOLIDAY},Founder's day",
    }


@pytest.fixture(scope="module")
def case(cases):
    return cases.build(files(), select=MODELS, advanced=True, **VARIABLES)


def days_of(case, value: str, contact: str = "ticket") -> list[date]:
    found = case.rows(
        "select date_on from marts.contact_volume_forecast "
        f"where contact = '{contact}' and grain = 'day' and dimension_value = '{value}' order by all"
    )
    return [day for (day,) in found]


def test_a_desk_is_forecast_on_the_days_on_which_it_is_open(case):
    ahead = [LAST + timedelta(number) for number in range(1, 29)]
    assert days_of(case, "Office") == [day for day in ahead if day.weekday() < 5 and day != HOLIDAY]
    assert days_of(case, "Night", "call") == ahead
    assert days_of(case, "all") == ahead  # one of its desks is always open


def test_what_came_while_the_desk_was_closed_is_said(case):
    (share,) = case.rows(
        "select closed_share from marts.contact_volume_record where contact = 'ticket' and dimension_value = 'Office'"
    )[0]
    tickets = [line.split(",")[1] for line in files()["tickets.csv"].split("\n")[1:]]
    closed = sum(date.fromisoformat(at[:10]).weekday() >= 5 for at in tickets)
    assert share == pytest.approx(closed / len(tickets))


def test_a_level_that_has_moved_is_told_and_followed(case):
    found = case.rows("""
        select is_level_shift, verdict, method from marts.contact_volume_record
        where contact = 'ticket' and dimension_value = 'Office'
    """)
    assert found == [(True, "level_shift", "recent_weekday_mean")]
    (mean,) = case.rows("""
        select avg(expected) from marts.contact_volume_forecast
        where contact = 'ticket' and dimension_value = 'Office'
    """)[0]
    assert 20 < mean < 28


def test_the_hour_that_clocks_skip_is_none(case):
    hours = case.rows(f"""
        select hour, starts_at from marts.contact_volume_forecast
        where contact = 'call' and grain = 'hour' and dimension_value = 'Night' and date_on = '{SKIPPED}'
        order by hour
    """)
    assert [hour for hour, _ in hours] == [0, 1, *range(3, 24)]
    assert [at for _, at in hours] == [datetime(2024, 3, 10, 5) + timedelta(hours=n) for n in range(23)]


def test_calls_are_expected_when_they_come_and_staffed_for(case):
    found = dict(
        case.rows("""
            select hour, avg(agents_for_target) from marts.staffing_need
            where dimension_value = 'Night' and date_on < '2024-03-10' group by hour
        """)
    )
    assert {hour for hour, agents in found.items() if agents > 1} == {9, 10, 11}
    (calls,) = case.rows("""
        select avg(expected) from marts.contact_volume_forecast
        where contact = 'call' and grain = 'hour' and dimension_value = 'Night' and date_on < '2024-03-10' and hour = 10
    """)[0]
    assert calls == pytest.approx(4, abs=0.7)


def test_the_same_again_on_one_thread_and_on_two(case, cases):
    """Predictions are made again in the same file: every table has the same rows, to the last digit,
    and passes its data tests."""
    names = [*MODELS, "contact_volume_backtest"]
    said = []
    for threads in ("1", "2"):
        shutil.copy(case.database, cases.layout.database)
        run_dbt(
            cases.layout, "build", "--exclude-resource-type", "unit_test",
            "--select", "models/marts/predictions/contact_volume", "models/marts/predictions/staffing",
            "--threads", threads,
            variables=json.dumps(VARIABLES),
        )  # fmt: skip
        with duckdb.connect(str(cases.layout.database), read_only=True) as connection:
            said.append(
                {name: connection.sql(f"from marts.{name} order by all").fetchall() for name in names}
            )
        cases.layout.database.unlink()
    assert all(said[0].values())
    assert said[0] == said[1] == {name: case.rows(f"from marts.{name} order by all") for name in names}
