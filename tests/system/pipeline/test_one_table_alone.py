"""A company that lands one table alone builds without an error, and has the metrics that this table can feed."""

from datetime import datetime, timedelta

import duckdb
import pandas as pd
import pytest

from customer_performance.core.dbt import run_dbt
from customer_performance.core.paths import Layout
from customer_performance.land.land import land
from tests.support.metric_files import fed_by

DAY = timedelta(days=1)
START = datetime(2021, 1, 4, 9)


def tickets() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "ticket_id": f"T{number}",
            "account_id": f"A{number % 5}",
            "contact_id": f"C{number % 11}",
            "agent_id": f"G{number % 3}",
            "team_id": f"M{number % 2}",
            "channel": ["mail", "phone"][number % 2],
            "ticket_type": ["question", "complaint", "bug"][number % 3],
            "priority": "normal",
            "product_area": ["mail", "phone"][number % 2],
            "status": "open" if number % 10 == 9 else "solved",
            "created_at": START + number * 5 * DAY,
            "first_response_at": START + number * 5 * DAY + timedelta(minutes=30),
            "solved_at": None if number % 10 == 9 else START + number * 5 * DAY + timedelta(hours=6),
            "handling_minutes": 10,
        }
        for number in range(60)
    )


def calls() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "call_id": f"K{number}",
            "account_id": f"A{number % 5}",
            "contact_id": f"C{number % 11}",
            "agent_id": None if number % 5 == 4 else f"G{number % 3}",
            "team_id": "M",
            "direction": "inbound",
            "queued_at": START + number * DAY,
            "answered_at": None if number % 5 == 4 else START + number * DAY + timedelta(seconds=40),
            "ended_at": START + number * DAY + timedelta(minutes=5),
            "wrap_up_seconds": 30,
        }
        for number in range(60)
    )


def orders() -> pd.DataFrame:
    """Of ten customers nine buy every 90 days, for ever or for a year; one bought once."""
    return pd.DataFrame(
        {
            "order_id": f"O{customer}-{number}",
            "account_id": f"A{customer}",
            "contact_id": f"C{customer}",
            "ordered_at": START + (customer + 90 * number) * DAY,
            "delivered_at": START + (customer + 90 * number + 3) * DAY,
            "amount": 100 + customer,
        }
        for customer in range(10)
        for number in range(1 if customer == 9 else 5 if customer % 2 else 16)
    )


def survey_responses() -> pd.DataFrame:
    kinds = {"csat": (1, 5), "ces": (1, 7), "nps": (0, 10), "pec": (1, 5)}
    return pd.DataFrame(
        {
            "response_id": f"{kind}-{number}",
            "kind": kind,
            "account_id": f"A{number % 5}",
            "contact_id": f"C{number % 11}",
            "touchpoint": "relationship",
            "sent_at": START + number * 5 * DAY,
            "responded_at": None if number % 4 == 3 else START + number * 5 * DAY + timedelta(hours=7),
            "score": None if number % 4 == 3 else low + number * 7 % (high - low + 1),
            "scale_min": low,
            "scale_max": high,
        }
        for kind, (low, high) in kinds.items()
        for number in range(60)
    )


TABLES = (tickets, calls, orders, survey_responses)
# The insights of which one table alone has something to say; all others say what they want.
JOURNEYS = {f"customer_journey_{part}" for part in ("paths", "stages", "transitions", "visits")}
READY: dict[str, set[str]] = {
    "tickets": JOURNEYS
    | {"contact_volume_backtest", "contact_volume_forecast", "contact_volume_record", "product_feedback"},
    "calls": {"contact_volume_record"},
    "orders": JOURNEYS
    | {"account_losses", "churn_reasons", "customer_survival_curve"}
    | {"customer_lifetime_record"},
    "survey_responses": set(),
}
LIFETIMES = {"orders": [("orders", "too_few_customers", 0)]}
# Those that have rows all the same: accounts of which too little is known for a score.
SAYS_NOTHING = {"orders": {"churn_risk_record", "customer_health"}}
RISKS = {"orders": [("too_few_losses", 0)]}
# Why there is no forecast, or none but a mean, of too few contacts.
VERDICTS = {"tickets": {"too_few_a_day"}, "calls": {"too_short"}}


@pytest.fixture(scope="module")
def layout(tmp_path_factory) -> Layout:
    """One OUT for all of them, one after the other, so that dbt reads the project once."""
    layout = Layout(tmp_path_factory.mktemp("alone"))
    layout.make()
    return layout


@pytest.mark.parametrize("table", TABLES)
def test_one_table_alone_feeds_its_metrics(table, layout, tmp_path):
    rows = table()
    rows.to_csv(tmp_path / f"{table.__name__}.csv", index=False)
    layout.database.unlink(missing_ok=True)
    land(tmp_path, layout.database)
    # data tests on one table alone: see the airport's surveys and the incident log
    run_dbt(layout, "build", "--exclude-resource-type", "unit_test", "test")
    with duckdb.connect(str(layout.database), read_only=True) as connection:
        found = {
            metric
            for (metric,) in connection.sql("select distinct metric_id from marts.metric_values").fetchall()
        }
        verdicts = connection.sql("select distinct verdict from marts.contact_volume_record").fetchall()
        lifetimes = connection.sql(
            "select basis, verdict, (select count(*) from marts.customer_lifetime_forecast) "
            "from marts.customer_lifetime_record"
        ).fetchall()
        insights = connection.sql("""
            select insight, readiness, row_count, missing_inputs, seed_unmatched from marts.insight_readiness
        """).fetchall()
        risks = connection.sql(
            "select distinct verdict, (select count(*) from marts.churn_risk) from marts.churn_risk_record"
        ).fetchall()
        rows_of = {
            insight: connection.sql(f"select count(*) from marts.{insight}").fetchone()
            for insight, *_ in insights
        }
    assert {verdict for (verdict,) in verdicts} == VERDICTS.get(table.__name__, set())
    assert risks == RISKS.get(table.__name__, [])
    assert lifetimes == LIFETIMES.get(table.__name__, [])
    assert {insight: (count,) for insight, _, count, *_ in insights} == rows_of
    assert {insight for insight, state, *_ in insights if state == "ready"} == READY[table.__name__]
    unready = {
        insight: (count, missing) for insight, state, count, missing, _ in insights if state != "ready"
    }
    with_rows = {insight for insight, (count, _) in unready.items() if count > 0}
    assert with_rows == SAYS_NOTHING.get(table.__name__, set())
    unmatched = {insight: lines for insight, *_, lines in insights}
    assert "cpi_days_since_last_use" in unmatched["customer_health"]
    assert "customer: using (usage)" in unmatched["customer_journey_stages"]
    assert len(found) >= 5
    assert found == fed_by(table.__name__, set(rows.columns))
