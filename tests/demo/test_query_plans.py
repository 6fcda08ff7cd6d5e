"""No model compares every pair of rows: a second on the demo company would be an hour on a large one."""

import json
from pathlib import Path

import duckdb
import pytest

from tests.support.demo import OUT

# DuckDB's join for conditions that are no comparison of one side with the other, such as `coalesce(a < b, true)`
# or, in an outer join, a condition on the left side alone.
EVERY_PAIR = "BLOCKWISE_NL_JOIN"
# By models, where one side has few rows, and which they are.
PRESENT = "observations by the one row of the present"
FEW_PAIRS = {
    "stg_zendesk__holidays": "holidays by the days of a year",
    "stg_salesforce__holidays": "holidays by the business hours of a company",
    "int_holidays": "the same",
    "metric_readiness__landed_columns": "the same",
    "base_stripe__moments": "moments by the one row of the present",
    "churn_reasons__incidents": PRESENT,
    "cpi_kpi_links__exposures": PRESENT,
    "customer_health__components": PRESENT,
    "delivery_gap__account_years": PRESENT,
    "metric_census": PRESENT,
    "metric_dimension_keys": PRESENT,
    "metric_fingerprints": PRESENT,
    "metric_left_out": PRESENT,
    "metric_observation_codes": PRESENT,
    "metric_observations": PRESENT,
    "semantic_observations": PRESENT,
    "int_call_queues": "calls by the one row of the present",
    "int_agent_shift_days": "three days for each shift",
    "int_business_clock_inverse": "25 hours for each stretch",
    "account_losses__said_reasons": "what was said by the words for reasons",
    "int_sla_policy_periods": "combinations of priority and plan, by policies",
    "self_service_gaps__topic_articles": "topics by articles",
    "contact_volume_forecast__desk_hours": "26 hours for each opening of a schedule",
    "cpi_kpi_links__pairs": "CPIs by the thirteen KPIs that outcomes are made of",
    "customer_journey_visits__events": "events by the stages of the journeys",
    "customer_journey_visits__told": "journeys by sources",
}


def compiled_models() -> dict[str, Path]:
    target = OUT / "build" / "target"
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    folder = target / "compiled" / manifest["metadata"]["project_name"]
    return {
        node["name"]: folder / node["original_file_path"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["language"] == "sql"
    }


@pytest.fixture(scope="module")
def plans() -> dict[str, str]:
    with duckdb.connect(str(OUT / "build" / "warehouse.duckdb"), read_only=True) as connection:
        return {
            # As JSON: the drawing breaks the names of operators where it is narrow.
            model: connection.execute(f"explain (format json) {path.read_text(encoding='utf-8')}").fetchall()[
                0
            ][1]
            for model, path in compiled_models().items()
        }


def test_no_join_compares_every_pair_of_rows(plans):
    assert len(plans) > 100
    assert {model for model, plan in plans.items() if EVERY_PAIR in plan} == FEW_PAIRS.keys()
