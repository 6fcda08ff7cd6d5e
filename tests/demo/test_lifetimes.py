"""What the demo company's customers will bring: published where it was right, and held against what really came."""

import shutil
from datetime import timedelta

import duckdb
import pandas as pd
import pytest

from customer_performance.core.dbt import run_dbt
from customer_performance.core.paths import Layout
from tests.support.demo import OUT

MONTH = pd.Timedelta(days=365) / 12
EXPECTED = """
    select basis, method, customer_id, units_expected, probability_active, share_kept_12, months_expected_36,
        monthly_amount, value_expected, value_band
    from intermediate.customer_lifetime_forecast__expected
    where origin_on = date '{origin}'
    order by all
"""
CUT = (
    "delete from raw.orders where ordered_at >= ?",
    "delete from raw.subscriptions where started_at >= ?",
    "update raw.subscriptions set ended_at = null where ended_at >= ?",
    "delete from raw.subscription_changes where changed_at >= ?",
)


@pytest.fixture(scope="module")
def record(warehouse) -> dict:
    rows = warehouse.sql("select * from marts.customer_lifetime_record").fetchdf().to_dict("records")
    return {row["basis"]: row for row in rows}


def test_what_is_published_beat_going_on_as_so_far(warehouse, record):
    published = warehouse.sql("select distinct basis from marts.customer_lifetime_forecast").fetchall()
    assert {basis for basis, row in record.items() if isinstance(row["method"], str)} == {
        b for (b,) in published
    }
    assert ("subscriptions",) in published
    for (basis,) in published:
        assert record[basis]["rmse"] < record[basis]["past_rate_rmse"]


def test_months_that_came_are_those_of_the_spans(warehouse):
    """The newest past origin, counted again from the spans by pandas."""
    origin, expected_customers, months = warehouse.sql("""
        select origin_on, customers, units_actual from marts.customer_lifetime_forecast_totals
        where basis = 'subscriptions' and value_band = 'all' and not is_newest
        order by origin_on desc limit 1
    """).fetchone()
    starts = pd.Timestamp(origin) + pd.Timedelta(days=1)
    ends = starts + pd.Timedelta(days=365)
    spans = warehouse.sql("""
        select account_id, started_at, coalesce(ended_at, timestamp '2100-01-01') as ended_at
        from marts.fct_account_spans
    """).fetchdf()
    gaps = warehouse.sql(
        """
        select customer_id from intermediate.int_account_mrr_spans
        where is_bridged and starts_at < $starts and ends_at >= $starts
    """,
        params={"starts": starts},
    ).fetchdf()
    running = spans[(spans["started_at"] < starts) & (spans["ended_at"] >= starts)]
    running = set(running["account_id"]) - set(gaps["customer_id"])
    assert len(running) == expected_customers
    later = spans[
        spans["account_id"].isin(running) & (spans["started_at"] < ends) & (spans["ended_at"] > starts)
    ]
    stayed = later["ended_at"].clip(upper=ends) - later["started_at"].clip(lower=starts)
    assert (stayed / MONTH).sum() == pytest.approx(months, abs=1e-5)


def test_customers_add_up_to_the_totals(warehouse):
    different = warehouse.sql("""
        with summed as (
            select basis, value_band, count(*) as customers, sum(value_expected_365d) as value_expected
            from marts.customer_lifetime_forecast
            group by basis, value_band
        )
        select totals.basis, totals.value_band
        from marts.customer_lifetime_forecast_totals as totals
        left join summed using (basis, value_band)
        where totals.is_newest and totals.value_band <> 'all'
            and (
                summed.customers is distinct from totals.customers
                or abs(summed.value_expected - totals.value_expected) > 0.01
            )
    """).fetchall()
    assert different == []


def test_bounds_are_possible(warehouse):
    assert warehouse.sql("""
        select count(*) from marts.customer_lifetime_forecast
        where not (purchases_expected_365d >= 0) or not (months_expected_12 between 0 and 12)
            or not (months_expected_36 between months_expected_12 and 36)
            or not (probability_active between 0 and 1) or not (probability_kept_12m between 0 and 1)
            or not (value_expected_365d >= 0)
    """).fetchone() == (0,)


def test_nothing_dated_after_an_origin_changes_what_it_expects(warehouse, tmp_path):
    """The tables that say who bought and paid, cut off at the newest past origin: the same predictions to the bit."""
    (origin,) = warehouse.sql("""
        select max(origin_on) from intermediate.customer_lifetime_forecast__expected where not is_newest
    """).fetchone()
    expected = warehouse.sql(EXPECTED.format(origin=origin)).fetchall()
    layout = Layout(tmp_path)
    layout.make()
    shutil.copy(OUT / "build" / "warehouse.duckdb", layout.database)
    with duckdb.connect(str(layout.database)) as connection:
        for statement in CUT:
            (cut,) = connection.execute(statement, [origin + timedelta(days=1)]).fetchone()
            assert cut > 0, statement
    present = f"as_of: '{origin + timedelta(days=3)}'"
    run_dbt(layout, "run", "--select", "+customer_lifetime_forecast__expected", variables=present)
    with duckdb.connect(str(layout.database), read_only=True) as connection:
        assert connection.sql(EXPECTED.format(origin=origin)).fetchall() == expected
    assert {basis for basis, *_ in expected} == {"orders", "subscriptions"}
