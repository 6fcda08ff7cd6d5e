"""What all figures go through gives the same rows on Spark as on DuckDB, from the same rows: the business clock and the
tickets from what landed, and the roll-up from the observations that DuckDB has."""

import pytest

from customer_performance.core.database import connect
from customer_performance.core.progress import SILENT
from customer_performance.core.project import parsed
from customer_performance.spark.build import declare, on_spark, with_roll_up
from customer_performance.spark.lake import attach, export
from tests.support.same_rows import differences
from tests.support.spark import KEYS, Cluster, is_compared

TOPICS = ("business_hours", "rollup", "sla", "tickets")


@pytest.fixture(scope="module")
def spine(company, by_duckdb) -> dict[str, dict]:
    """The models, by their identity in dbt's manifest."""
    nodes = parsed(by_duckdb, with_roll_up(company.variables))["nodes"]
    return {
        identity: node
        for identity, node in nodes.items()
        if node["resource_type"] == "model"
        and (
            (node["fqn"][-2] in TOPICS and node["fqn"][1] in ("intermediate", "marts"))
            or node["name"] == "metric_values"
        )
    }


@pytest.fixture(scope="module")
def by_spark(company, by_duckdb, spine, tmp_path_factory):
    layout = company.copy("spine")
    variables = with_roll_up(company.variables)
    manifest = parsed(by_duckdb, variables)
    there = manifest["nodes"] | manifest["sources"]
    read: dict[str, list[str]] = {node["schema"]: [] for node in spine.values()}
    for identity in sorted(
        {parent for node in spine.values() for parent in node["depends_on"]["nodes"]} - spine.keys()
    ):
        read.setdefault(there[identity]["schema"], []).append(
            there[identity].get("identifier") or there[identity]["name"]
        )
    with connect(by_duckdb.database) as build:
        export(build, layout.lake, read)
    names = [node["name"] for node in spine.values()]
    with Cluster(tmp_path_factory.mktemp("server")):
        declare(layout, read, variables, SILENT)
        on_spark(layout, "run", "--select", *names, variables=variables, progress=SILENT)
    with connect(layout.database) as build:
        for node in spine.values():
            if node["config"]["materialized"] == "table":
                attach(build, layout.lake, node)
    return layout


def test_every_table_has_the_same_rows(by_duckdb, by_spark, spine):
    tables = [
        f"{node['schema']}.{node['name']}"
        for node in spine.values()
        if node["config"]["materialized"] == "table" and is_compared(node)
    ]
    assert len(tables) > 40
    assert {"marts.metric_values", "intermediate.int_tickets", "intermediate.int_business_clock"} <= set(
        tables
    )
    assert differences(by_duckdb.database, by_spark.database, tables, KEYS) == {}
