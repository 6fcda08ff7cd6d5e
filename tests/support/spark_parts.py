"""Parts of the project that Spark builds by themselves, from what DuckDB has of all that they read."""

from collections.abc import Iterable
from typing import Any

from customer_performance.core.database import connect
from customer_performance.core.paths import Layout
from customer_performance.core.progress import SILENT
from customer_performance.core.project import Manifest
from customer_performance.spark.build import declare, on_spark, with_roll_up
from customer_performance.spark.lake import attach, export

TOPICS = ("business_hours", "rollup", "sla", "tickets")

Part = dict[str, dict[str, Any]]
"""Models of dbt's manifest by their identity."""


def models(manifest: Manifest) -> Part:
    return {key: node for key, node in manifest["nodes"].items() if node["resource_type"] == "model"}


def tables(part: Part) -> list[dict[str, Any]]:
    return [node for node in part.values() if node["config"]["materialized"] == "table"]


def spine(manifest: Manifest) -> Part:
    """What all figures go through: the business clock, service levels, tickets and the roll-up."""
    return {
        identity: node
        for identity, node in models(manifest).items()
        if (node["fqn"][-2] in TOPICS and node["fqn"][1] in ("intermediate", "marts"))
        or node["name"] == "metric_values"
    }


def vendors(manifest: Manifest, names: Iterable[str]) -> Part:
    """What reads the tables of these vendors, most of it views, and the tables that read these."""
    every = models(manifest)
    staging = {
        identity: node
        for identity, node in every.items()
        if node["fqn"][1] == "staging" and node["fqn"][2] in names
    }
    readers = {
        identity: node
        for identity, node in every.items()
        if not staging.keys().isdisjoint(node["depends_on"]["nodes"])
    }
    return staging | readers


def build_part(by_duckdb: Layout, layout: Layout, manifest: Manifest, part: Part, variables: str) -> None:
    """Into the lake of `layout`, on the cluster that is there; its build file has the tables then."""
    export_part(by_duckdb, layout, manifest, part)
    run_part(layout, manifest, part, variables)
    with connect(layout.database) as build:
        for node in tables(part):
            attach(build, layout.lake, node)


def export_part(by_duckdb: Layout, layout: Layout, manifest: Manifest, part: Part) -> None:
    with connect(by_duckdb.database) as build:
        export(build, layout.lake, read_by(manifest, part))


def run_part(layout: Layout, manifest: Manifest, part: Part, variables: str) -> None:
    variables = with_roll_up(variables)
    written = {node["schema"]: [] for node in part.values()}
    declare(layout, written | read_by(manifest, part), variables, SILENT)
    names = [node["name"] for node in part.values()]
    on_spark(layout, "run", "--select", *names, variables=variables, progress=SILENT)


def read_by(manifest: Manifest, part: Part) -> dict[str, list[str]]:
    """What these models read besides each other, by schema."""
    there = manifest["nodes"] | manifest["sources"]
    found: dict[str, list[str]] = {}
    for identity in sorted(parents(part.values()) - part.keys()):
        node = there[identity]
        found.setdefault(node["schema"], []).append(node.get("identifier") or node["name"])
    return found


def parents(nodes: Iterable[dict[str, Any]]) -> set[str]:
    return {parent for node in nodes for parent in node["depends_on"]["nodes"]}
