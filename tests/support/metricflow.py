"""MetricFlow asked as a library: it writes the SQL, the tests run it."""

from pathlib import Path

from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup


def manifest_of(target: Path):
    text = (target / "semantic_manifest.json").read_text(encoding="utf-8")
    return parse_manifest_from_dbt_generated_manifest(text)


def engine_of(manifest) -> MetricFlowEngine:
    class Client:
        """MetricFlow writes the SQL; the connection of these tests runs it."""

        sql_engine_type = SqlEngine.DUCKDB
        sql_plan_renderer = DuckDbSqlPlanRenderer()

    return MetricFlowEngine(SemanticManifestLookup(manifest), Client())


def asked(engine, warehouse, metrics: list[str], grain: str, dimension: str) -> dict[tuple, float]:
    """What MetricFlow answers, by metric, period and dimension value."""
    asked_by = [] if dimension == "all" else [f"observation__{dimension}"]
    request = MetricFlowQueryRequest.create(
        metric_names=metrics, group_by_names=[f"metric_time__{grain}", *asked_by]
    )
    relation = warehouse.sql(engine.explain(request).sql_statement.without_descriptions.sql)
    names = relation.columns
    cells = {}
    for row in relation.fetchall():
        answer = dict(zip(names, row, strict=True))
        period = answer[f"metric_time__{grain}"].date()
        dimension_value = answer[asked_by[0]] if asked_by else "all"
        cells |= {(metric, period, dimension_value): answer[metric] for metric in metrics}
    # What lacks a value of the dimension, or of the metric, has no row in metric_values.
    return {key: value for key, value in cells.items() if key[2] is not None and value is not None}
