"""The metrics of the catalogue, each made once from the published marts and from what dbt knows of its model."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from customer_performance.site import drill_down
from customer_performance.site.decisions import read_decisions
from customer_performance.site.definition import DbtProject
from customer_performance.site.i18n import texts_of
from customer_performance.site.metric import Cell, Metric, MetricInput, Readiness, Series
from customer_performance.site.queries import Row, read_rows

# The columns of the catalogue that are shown as they are.
CATALOGUED = (
    "metric_id",
    "model",
    "family",
    "tier",
    "scale",
    "aggregation",
    "range_low",
    "range_high",
    "look_ahead_days",
    "grains",
    "dimensions",
    "direction",
    "requires",
    "improves_with",
    "benchmark",
    "benchmark_source",
    "owner",
    "outcome",
    "increment",
    "need",
)


def read_metrics(
    published: duckdb.DuckDBPyConnection,
    cells: Sequence[Cell],
    series: Sequence[Series],
    inputs: Sequence[Row],
    project: DbtProject,
    settings: Mapping[str, Any],
) -> dict[str, Metric]:
    """All metrics in the order of the catalogue, with their cells, series and inputs, which are rows of mart
    `input_readiness`. `settings` are dbt's vars."""
    rows = read_rows(published, "metrics")
    known = {row["metric_id"] for row in rows}
    influences = {
        row["metric_id"]: [name for name in words(row["influences"]) if name in known] for row in rows
    }
    cells_of, series_of = defaultdict(list), defaultdict(list)
    for cell in cells:
        cells_of[cell.metric_id].append(cell)
    for one in series:
        series_of[one.metric_id].append(one)
    metrics, decisions, views = {}, read_decisions(), drill_down.views(published)
    for row in rows:
        metric_id, model = row["metric_id"], row["model"]
        definition = project.definition_of(model)
        fact = drill_down.fact_behind(views.get(model, ""), published)
        metrics[metric_id] = Metric(
            **{column: row[column] for column in CATALOGUED},
            label=texts_of(row, "label"),
            question=texts_of(row, "question"),
            formula=texts_of(row, "formula"),
            explanation=texts_of(row, "explanation"),
            text_languages=row["text_languages"],
            headline_position=row["headline_position"],
            unit=settings["reporting_currency"] if row["unit"] == "money" else row["unit"],
            influences=influences[metric_id],
            influenced_by=[other for other, named in influences.items() if metric_id in named],
            readiness=readiness_of(row),
            inputs=inputs_of(model, inputs),
            definition=definition,
            decisions=[each for each in decisions if each.is_about(model, definition.reads)],
            is_snapshot=row["is_snapshot"],
            fact=fact,
            drill_down=drill_down.template(
                model, row["aggregation"], row["is_snapshot"], fact, settings["reporting_timezone"]
            ),
            cells=cells_of[metric_id],
            series=series_of[metric_id],
        )
    return metrics


def readiness_of(row: Row) -> Readiness:
    return Readiness(
        state=row["readiness"],
        has_values=row["has_values"],
        required_inputs=row["required_inputs"],
        inputs_there=row["inputs_there"],
        missing_inputs=row["missing_inputs"],
        missing_refinements=row["missing_refinements"],
        least_full_input=row["least_full_input"],
        least_full_share=row["least_full_share"],
        left_out_share=row["left_out_share"],
        left_out_because=row["left_out_because"],
        inputs_used=row["inputs_used"],
    )


def inputs_of(model: str, inputs: Sequence[Row]) -> list[MetricInput]:
    """The raw columns that a metric reads, those that it needs first."""
    found = [
        MetricInput(
            name=row["input"],
            is_required=model in words(row["required_by"]),
            is_there=row["is_there"],
            filled_share=row["filled_share"],
            first_on=row["first_on"],
            last_on=row["last_on"],
        )
        for row in inputs
        if model in words(row["required_by"]) + words(row["refines"])
    ]
    return sorted(found, key=lambda one: (not one.is_required, one.name))


def words(text: str | None) -> list[str]:
    """What stands between commas."""
    return [word.strip() for word in (text or "").split(",") if word.strip()]
