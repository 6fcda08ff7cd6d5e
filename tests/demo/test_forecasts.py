"""Forecasts of the demo company: published where they were right, on open days, each with its record."""

import pytest


@pytest.fixture(scope="module")
def record(warehouse) -> dict:
    rows = warehouse.sql("select * from marts.contact_volume_record").fetchdf().to_dict("records")
    keys = ("contact", "grain", "dimension", "dimension_value")
    return {tuple(row[key] for key in keys): row for row in rows}


def test_tickets_are_foretold_better_than_by_the_rules(record):
    found = record["ticket", "day", "all", "all"]
    assert found["method"] == "regression"
    assert found["origins"] == 26
    assert found["relative_mase"] <= 0.85
    assert found["relative_mase"] < found["weekday_mean_relative_mase"] < 1
    assert 0.92 <= found["coverage_95"] <= 0.98
    assert not found["is_level_shift"]


def test_every_series_that_is_published_beat_the_naive_rule(warehouse, record):
    published = warehouse.sql("""
        select distinct contact, grain, dimension, dimension_value from marts.contact_volume_forecast
    """).fetchall()
    assert len(published) > 10
    for key in published:
        error = "relative_mase" if key[1] == "day" else "relative_rmsse"
        assert record[key][error] <= 0.95, key
    assert {key for key, found in record.items() if isinstance(found["method"], str)} == set(published)


def test_a_closed_day_has_no_row(warehouse):
    """Billing works to Berlin's hours: neither at weekends nor at Christmas."""
    days = warehouse.sql("""
        select distinct date_on from marts.contact_volume_forecast
        where contact = 'ticket' and dimension_value = 'Billing'
    """).fetchall()
    assert {day.isoweekday() for (day,) in days} == {1, 2, 3, 4, 5}
    assert {(12, 25), (12, 26)}.isdisjoint((day.month, day.day) for (day,) in days)
    always = warehouse.sql("""
        select count(*) from marts.contact_volume_forecast
        where contact = 'ticket' and dimension_value = 'Platform'
    """).fetchone()
    assert always == (28,)


def test_forecasts_begin_after_the_last_day_that_is_over(warehouse):
    first, last, present = warehouse.sql("""
        select min(date_on), max(date_on), (select as_of::date from marts.metric_as_of)
        from marts.contact_volume_forecast
    """).fetchone()
    assert first == present
    assert (last - first).days == 27


def test_bounds_enclose_what_is_expected(warehouse):
    assert warehouse.sql("""
        select count(*) from marts.contact_volume_forecast
        where not (0 <= low_95 and low_95 <= low_80 and high_80 <= high_95)
    """).fetchone() == (0,)


def test_the_back_test_agrees_with_the_days_that_came(warehouse):
    """The naive rule of the newest origin, computed again from the tickets themselves."""
    ((mase,),) = warehouse.sql("""
        with days as (
            select range::date as day, count(ticket_id) as tickets
            from range(
                (select min(created_at)::date from marts.fct_tickets)::timestamp,
                (select as_of::date from marts.metric_as_of)::timestamp, interval 1 day
            ) as calendar
            left join marts.fct_tickets on created_at::date = range::date
            group by all
        ),
        origin as (
            select max(origin_on) as origin_on from marts.contact_volume_backtest
            where contact = 'ticket' and dimension = 'all' and method = 'seasonal_naive'
        ),
        scale as (
            select avg(abs(later.tickets - days.tickets)) as scale
            from days
            inner join days as later on later.day = days.day + 7
            where later.day <= (select origin_on from origin)
        ),
        foretold as (
            select days.tickets, lately.tickets as expected
            from days
            cross join origin
            inner join days as lately
                on
                    lately.day > origin_on - 7 and lately.day <= origin_on
                    and isodow(lately.day) = isodow(days.day)
            where days.day > origin_on and days.day <= origin_on + 28
        )
        select avg(abs(tickets - expected)) / any_value(scale) from foretold cross join scale
    """).fetchall()
    found = warehouse.sql("""
        select mase from marts.contact_volume_backtest
        where contact = 'ticket' and dimension = 'all' and method = 'seasonal_naive' and grain = 'day'
        qualify origin_on = max(origin_on) over ()
    """).fetchone()
    assert found[0] == pytest.approx(mase, rel=1e-9)


def test_agents_are_staffed_for_every_hour_that_is_forecast(warehouse):
    assert warehouse.sql("""
        select count(*) from marts.contact_volume_forecast as calls
        full outer join marts.staffing_need as staff using (dimension, dimension_value, starts_at)
        where
            (calls.contact = 'call' and calls.grain = 'hour' and calls.dimension <> 'channel' and staff.hour is null)
            or calls.contact is null
    """).fetchone() == (0,)
    assert warehouse.sql("""
        select count(*) from marts.staffing_need
        where
            agents_for_target < 1 or agents_at_high < agents_for_target
            or agents_to_schedule < agents_for_target or expected_share < target_share
    """).fetchone() == (0,)
