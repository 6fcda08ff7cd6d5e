"""The numeric spine, which all figures go through: the business clock, service levels, tickets and the roll-up. Spark
builds it by itself, from what DuckDB has of all that it reads."""

from typing import Any

from customer_performance.core.database import connect
from customer_performance.core.paths import Layout
from customer_performance.core.progress import SILENT
from customer_performance.core.project import parsed
from customer_performance.spark.build import declare, on_spark, with_roll_up
from customer_performance.spark.lake import export

TOPICS = ("business_hours", "rollup", "sla", "tickets")


def spine_of(by_duckdb: Layout, variables: str) -> dict[str, dict[str, Any]]:
    """The models, by their identity in dbt's manifest."""
    nodes = parsed(by_duckdb, with_roll_up(variables))["nodes"]
    return {
        identity: node
        for identity, node in nodes.items()
        if node["resource_type"] == "model"
        and (
            (node["fqn"][-2] in TOPICS and node["fqn"][1] in ("intermediate", "marts"))
            or node["name"] == "metric_values"
        )
    }


def build_spine(by_duckdb: Layout, layout: Layout, variables: str) -> None:
    """Into the lake of `layout`, on the cluster that is there."""
    variables, spine = with_roll_up(variables), spine_of(by_duckdb, variables)
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
    declare(layout, read, variables, SILENT)
    names = [node["name"] for node in spine.values()]
    on_spark(layout, "run", "--select", *names, variables=variables, progress=SILENT)
