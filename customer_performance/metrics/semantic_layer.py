"""Write the metrics of the semantic layer (MetricFlow) from the metric catalogue of the last build.

The catalogue is the meta of the metrics' models, so nothing is defined a second time. What is written is committed;
a test fails where it is not what this command writes.
"""

import json
from pathlib import Path

import duckdb

from customer_performance.core.database import connect
from customer_performance.core.errors import PipelineError
from customer_performance.core.paths import PROJECT, Layout

FAMILIES = ("cpi", "kpi")
HEAD = "# Written by `customer-performance semantic-layer` from the meta of the metrics; not to be edited.\nmetrics:\n"
METRIC = """\
  - {{name: {name}, label: {label}, type: {type}, time_granularity: {grain},
     description: {description},
     type_params: {parameters},
     filter: "{{{{ Dimension('observation__metric_id') }}}} = '{model}'"}}
"""
# A stock is what came in and did not go out, ever; a rate is a quotient of two sums; the rest are measures.
CUMULATIVE = "{measure: numerator, cumulative_type_params: {period_agg: last}}"
RATIO = '{{expr: "{scale:g} * numerator / nullif(denominator, 0)", metrics: [numerator, denominator]}}'
MEASURES = {"total": "numerator", "distinct": "subjects", "median": "median", "p90": "p90"}
CATALOGUE = """
    select metric_id, model, label_en, question_en, aggregation, scale, grains
    from marts.metric_catalog
    where family = ?
    order by metric_id
"""


def file_of(family: str) -> Path:
    return PROJECT / "models" / "marts" / "metrics" / "semantic" / f"_semantic__{family}_metrics.yml"


def yaml_of(family: str, warehouse: duckdb.DuckDBPyConnection) -> str:
    rows = warehouse.execute(CATALOGUE, [family]).fetchall()
    return HEAD + "".join(metric_of(*row) for row in rows)


def metric_of(
    name: str, model: str, label: str, question: str, aggregation: str, scale: float, grains: str
) -> str:
    """One metric as MetricFlow reads it; nothing where it has no way to say it."""
    if aggregation == "ratio":
        kind, parameters = "derived", RATIO.format(scale=scale)
    elif scale != 1:
        return ""
    elif aggregation == "balance":
        kind, parameters = "cumulative", CUMULATIVE
    else:
        kind, parameters = "simple", f"{{measure: {MEASURES[aggregation]}}}"
    return METRIC.format(
        name=name,
        label=json.dumps(label, ensure_ascii=False),
        type=kind,
        grain=grains.split(", ")[0],
        description=json.dumps(f"{question} Means something by {grains}.", ensure_ascii=False),
        parameters=parameters,
        model=model,
    )


def semantic_layer(layout: Layout) -> str:
    """Write both files; return their names. Raises PipelineError where nothing has been built."""
    if not layout.database.exists():
        raise PipelineError(f"{layout.database} does not exist: build first.")
    with connect(layout.database, read_only=True) as warehouse:
        texts = {file_of(family): yaml_of(family, warehouse) for family in FAMILIES}
    for file, text in texts.items():
        file.write_text(text, encoding="utf-8")
    return "\n".join(f"written: {file.relative_to(PROJECT)}" for file in texts)
