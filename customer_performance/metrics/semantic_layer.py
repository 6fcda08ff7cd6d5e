"""Write the metrics of the semantic layer (MetricFlow) from the metric catalogue of the last build, and its dimensions
from var `dimensions`.

The catalogue is the meta of the metrics' models, so nothing is defined a second time. What is written is committed;
a test fails where it is not what this command writes.
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import duckdb

from customer_performance.core.database import connect
from customer_performance.core.errors import RunError
from customer_performance.core.paths import PROJECT, Layout
from customer_performance.core.variables import Dimension, declared_dimensions, project_variables

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
    -- MetricFlow has no way to say which of the rows of a quarter are those of its end
    where family = ? and not is_snapshot
    order by metric_id
"""


FOLDER = Path("models") / "marts" / "metrics" / "semantic"
BLOCK = re.compile(
    r"(# The dimensions, written by .*\n)(?:.*\n)*?( *# End of the dimensions\.\n)",
)
COLUMN = """\
      - {{name: {name}, data_type: string, description: "{about}", config: {{meta: {{privacy: {privacy}}}}}}}
"""
DIMENSION = "      - {{name: {name}, type: categorical}}\n"
ABOUT = {
    "account": "The account's {words}; null where unknown.",
    "observation": "{{{{ doc('observation_{column}') }}}}",
}
ABOUT_TEAMS = {
    "team": "The team's name, with its id where two teams share one; null where none is known.",
    "lead": "Who leads the team: by pseudonym, by name only where var `publish_agents` allows it.",
}
PSEUDONYMS = ("lead",)


def file_of(family: str) -> Path:
    return PROJECT / FOLDER / f"_semantic__{family}_metrics.yml"


def file_of_dimensions() -> Path:
    return PROJECT / FOLDER / "semantic_observations.yml"


def with_dimensions(text: str, dimensions: Sequence[Dimension]) -> str:
    """The YAML of semantic_observations with its two lists of dimensions, columns and what MetricFlow reads, written
    anew. Those that only a var publishes are left out."""
    always = [dimension for dimension in dimensions if not dimension.published_by]
    columns = "".join(column_of(dimension) for dimension in always)
    read = "".join(DIMENSION.format(name=dimension.name) for dimension in always)
    blocks = iter([columns, read])
    return BLOCK.sub(lambda found: found[1] + next(blocks) + found[2], text)


def column_of(dimension: Dimension) -> str:
    about = ABOUT_TEAMS.get(dimension.name) or ABOUT[dimension.of].format(
        words=dimension.name.replace("_", " "), column=dimension.column
    )
    privacy = "pseudonym" if dimension.name in PSEUDONYMS else "public"
    return COLUMN.format(name=dimension.name, about=about, privacy=privacy)


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
    """Write the three files; return their names. Raises RunError where nothing has been built."""
    if not layout.database.exists():
        raise RunError(f"{layout.database} does not exist: build first.")
    with connect(layout.database, read_only=True) as warehouse:
        texts = {file_of(family): yaml_of(family, warehouse) for family in FAMILIES}
    file = file_of_dimensions()
    dimensions = list(declared_dimensions(project_variables()).values())
    texts[file] = with_dimensions(file.read_text(encoding="utf-8"), dimensions)
    for file, text in texts.items():
        file.write_text(text, encoding="utf-8")
    return "\n".join(f"written: {file.relative_to(PROJECT)}" for file in texts)
