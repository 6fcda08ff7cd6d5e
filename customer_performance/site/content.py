"""What the site shows: published marts, and the books of the run without any value of the data.

File, table and column names and counts are all that is read of what landed; reasons that could quote a value
(why a file as a whole was refused) are not.
"""

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field

import duckdb
import yaml

from customer_performance.core.database import connect
from customer_performance.core.paths import PROJECT, Layout
from customer_performance.site import drill_down
from customer_performance.site.changes import clear_changes
from customer_performance.site.i18n import LANGUAGES

# An interval is wide of the mark below so many clusters; measured by simulation.
FEW_CLUSTERS = 30
# How many of the newest periods are drawn.
SHOWN = {"day": 92, "week": 53, "month": 60, "quarter": 20}
TREND_MONTHS = 13
OF_ALL_METRICS = (
    "model.customer_performance.metric_observations",
    "model.customer_performance.metric_values",
)

VALUES = f"""
    with numbered as (
        select
            *,
            dense_rank() over (partition by metric_id, grain order by period_start desc) as age,
            max(period_start) filter (where is_complete) over (partition by metric_id, grain) as last_complete
        from marts.metric_values
        where dimension = 'all' or grain = 'month'
    )
    select
        numbered.* exclude (numerator, denominator, age, last_complete),
        period_start = last_complete as is_latest
    from numbered
    where age <= case grain {" ".join(f"when '{grain}' then {count}" for grain, count in SHOWN.items())} end
    order by metric_id, grain, dimension, dimension_value, period_start
"""
PREVIOUS_BOUNDS = """
    select metric_id, period_start, ci_low, ci_high
    from marts.metric_values where grain = 'month' and dimension = 'all'
"""
GAP = """
    select
        *,
        count_if(quadrant = 'watermelon') over (partition by dimension_value) as watermelon_months,
        count(*) over (partition by dimension_value) as months,
        month_start_on = max(month_start_on) over () as is_latest
    from marts.delivery_gap
    where
        dimension = 'team' and is_complete
        and month_start_on > (
            select max(month_start_on) - interval '12' month
            from marts.delivery_gap where dimension = 'team' and is_complete
        )
    order by dimension_value, month_start_on
"""
EXCEPTIONS = """
    select source, table_name, reason, count(*) as rows from marts.data_quality_exceptions
    group by all order by all
"""
LANDED = """
    select source, table_name, file, format, status, rows_read, rows_landed, rows_rejected
    from raw.landed_files order by all
"""
REJECTED = """
    select source, table_name, column_name, reason, count(*) as rows, count(distinct file) as files
    from raw.rejected_rows group by all order by rows desc, source, table_name, column_name, reason
"""
LOSSES = """
    select reason, customer_count, mrr_lost_amount from marts.churn_reasons
    where row_kind = 'reason' order by reason_rank nulls last
"""
FEEDBACK = """
    select feedback_key, feedback_type, product_area, customer_count, open_ticket_count
    from marts.product_feedback where open_ticket_count > 0 order by feedback_rank
"""
WRITING = """
    select topic, product_area, gap, ticket_count from marts.self_service_gaps
    where gap in ('no_article', 'article_unread', 'article_does_not_deflect') order by gap_rank
"""
# Versions before called the column `door`; who has not guarded since then sees no results on the pages.
GUARDED = """
    from duckdb_columns()
    where schema_name = 'quality' and table_name = 'run_results' and column_name = 'gate'
"""
EXPECTED = """
    select *, gate as door from quality.run_results
    qualify run_at = max(run_at) over (partition by gate)
    order by if(gate = 'raw', 0, 1), table_name, status = 'passed', severity
"""
RUNS = """
    select
        run_at, gate as door,
        count_if(status <> 'empty') as asked,
        count_if(status = 'failed' and severity = 'critical') as critical,
        count_if(status = 'failed' and severity <> 'critical') as warnings
    from quality.run_results group by all order by run_at desc, gate limit 40
"""
PAST = """
    select gate as door, table_name, expectation, query, list(status order by run_at) as statuses
    from quality.run_results group by all
"""


@dataclass
class Books:
    """Everything the templates need, read once."""

    as_of: str | None
    metrics: dict[str, dict]
    gap: list[dict]
    ladder: list[dict]
    inputs: list[dict]
    losses: list[dict]
    feedback: list[dict]
    writing: list[dict]
    exceptions: list[dict]
    landed: list[dict]
    rejected: list[dict]
    expected: list[dict]
    runs: list[dict]
    past: dict[tuple, list[str]]
    conditions: dict[str, dict[str, str]]
    variables: dict
    changes: list[dict] = field(default_factory=list)
    compared: int = 0
    models: dict[str, dict] = field(default_factory=dict)


def read_books(layout: Layout, variables: str | None) -> Books:
    defaults = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
    settings = defaults | yaml.safe_load(variables or "{}")
    manifest = json.loads(layout.manifest.read_text(encoding="utf-8"))
    with connect(layout.published.resolve() / "warehouse.duckdb", read_only=True) as published:
        as_of = published.execute("select as_of from marts.metric_as_of").fetchone()
        values = rows(published, VALUES)
        metrics = read_metrics(published, values, manifest, settings)
        changes, compared = clear_changes(company_changes(published, values))
        books = Books(
            as_of=f"{as_of[0]:%Y-%m-%d %H:%M} UTC" if as_of and as_of[0] else None,
            metrics=metrics,
            changes=changes,
            compared=compared,
            gap=rows(published, GAP),
            ladder=rows(published, "from marts.readiness_ladder order by step"),
            inputs=rows(published, "from marts.input_readiness order by table_name, input"),
            losses=rows(published, LOSSES),
            feedback=rows(published, FEEDBACK),
            writing=rows(published, WRITING),
            exceptions=rows(published, EXCEPTIONS),
            conditions=drill_down.conditions(
                cuts_of(values), rows(published, "from marts.dim_teams order by team_id")
            ),
            variables=settings,
            models=models_of(manifest),
            **read_quality(layout),
        )
    results = read_results(layout)
    for metric in metrics.values():
        metric["tests"] = tests_of(metric["model"], manifest, results)
    return books


def read_quality(layout: Layout) -> dict:
    with connect(layout.database, read_only=True) as build:
        # Whoever runs dbt alone has guarded no gate.
        is_guarded = build.execute(GUARDED).fetchone() is not None
        past, expected, runs = (rows(build, query) if is_guarded else [] for query in (PAST, EXPECTED, RUNS))
        return {
            "landed": rows(build, LANDED),
            "rejected": rows(build, REJECTED),
            "expected": expected,
            "runs": runs,
            "past": {
                (row["door"], row["table_name"], row["expectation"], row["query"]): row["statuses"]
                for row in past
            },
        }


def read_metrics(
    published: duckdb.DuckDBPyConnection, values: list[dict], manifest: dict, settings: dict
) -> dict[str, dict]:
    """The catalogue, and beside each metric its values, its place among the others, its SQL."""
    catalog = rows(
        published,
        """
        select catalog.*, readiness.* exclude (metric_id, family, tier)
        from marts.metric_catalog as catalog
        inner join marts.metric_readiness as readiness on catalog.metric_id = readiness.metric_id
        order by catalog.family, catalog.label_en, catalog.metric_id
        """,
    )
    metrics = {metric["metric_id"]: metric for metric in catalog}
    for metric in metrics.values():
        node = manifest["nodes"][f"model.customer_performance.{metric['model']}"]
        metric["unit"] = settings["reporting_currency"] if metric["unit"] == "money" else metric["unit"]
        metric["sql"] = readable_sql(node)
        metric["path"] = node["original_file_path"]
        metric["columns"] = list(node["columns"].values())
        metric["reads"] = [name.rsplit(".", 1)[1] for name in node["depends_on"]["nodes"]]
        metric["query"] = drill_down.template(
            metric, node["raw_code"], published, settings["reporting_timezone"]
        )
        metric["values"], metric["latest"], metric["cuts"] = [], None, defaultdict(list)
        metric["influences"] = words(metric["influences"])
    for metric in metrics.values():
        metric["influences"] = [name for name in metric["influences"] if name in metrics]
        metric["influenced_by"] = []
    for metric in metrics.values():
        for name in metric["influences"]:
            metrics[name]["influenced_by"].append(metric["metric_id"])
    for row in values:
        judge_sample(row, metrics[row["metric_id"]])
        place(row, metrics[row["metric_id"]])
    return metrics


def judge_sample(row: dict, metric: dict) -> None:
    """A small sample: too few accounts for the interval to hold what it promises, or for any interval."""
    has_intervals = metric["aggregation"] in ("ratio", "median", "p90")
    row["is_small"] = has_intervals and (row["clusters"] < FEW_CLUSTERS or row["ci_low"] is None)


def place(row: dict, metric: dict) -> None:
    metric["values"].append(row)
    if row["grain"] == "month" and row["is_latest"]:
        if row["dimension"] == "all":
            metric["latest"] = row
        else:
            metric["cuts"][row["dimension"]].append(row)


def company_changes(published: duckdb.DuckDBPyConnection, values: list[dict]) -> list[dict]:
    bounds = {
        (row["metric_id"], row["period_start"]): (row["ci_low"], row["ci_high"])
        for row in rows(published, PREVIOUS_BOUNDS)
    }
    latest = [row for row in values if row["dimension"] == "all" and row["grain"] == "month"]
    found = []
    for row in latest:
        month = row["period_start"]
        before = month.replace(year=month.year - (month.month == 1), month=(month.month - 2) % 12 + 1)
        low, high = bounds.get((row["metric_id"], before), (None, None))
        if row["is_latest"]:
            found.append(row | {"previous_low": low, "previous_high": high, "previous_start": before})
    return found


def cuts_of(values: list[dict]) -> dict[str, list[str]]:
    found = defaultdict(set)
    for row in values:
        found[row["dimension"]].add(row["dimension_value"])
    return {dimension: sorted(names) for dimension, names in sorted(found.items())}


def readable_sql(node: dict) -> str:
    """The metric's SQL as one can run it on what is published."""
    sql = node.get("compiled_code") or node["raw_code"]
    return re.sub(r'"\w+"\."(\w+)"\."(\w+)"', r"\1.\2", sql).strip()


def models_of(manifest: dict) -> dict[str, dict]:
    """Sources, seeds and models, with their layer and what they read."""
    nodes = [
        node
        for node in [*manifest["nodes"].values(), *manifest["sources"].values()]
        if node["resource_type"] in ("model", "seed", "source")
    ]
    return {
        node["unique_id"]: {
            "name": node["name"],
            "type": node["resource_type"],
            "schema": node["schema"],
            "reads": node.get("depends_on", {}).get("nodes", []),
        }
        for node in nodes
    }


def read_results(layout: Layout) -> dict[str, dict]:
    """How each test ended when dbt last ran it here; what they said is left out, for it may quote values."""
    path = layout.target / "run_results.json"
    if not path.exists():
        return {}
    ran = json.loads(path.read_text(encoding="utf-8"))
    # `dbt docs generate` may have written it: then "success" only says that a test compiles
    if ran["args"].get("which") not in ("build", "test"):
        return {}
    return {result["unique_id"]: result for result in ran["results"]}


def tests_of(model: str, manifest: dict, results: dict[str, dict]) -> list[dict]:
    """The tests of a metric's own model, then those that hold all metrics to the same."""
    identity = f"model.customer_performance.{model}"
    found = [
        judged(test, "unit", results) for test in manifest["unit_tests"].values() if test["model"] == model
    ]
    for test in manifest["nodes"].values():
        if test["resource_type"] == "test":
            tested = test["depends_on"]["nodes"]
            if identity in tested:
                found.append(judged(test, "data", results))
            elif set(OF_ALL_METRICS) & set(tested):
                found.append(judged(test, "all", results))
    kinds = ["unit", "data", "all"]
    return sorted(
        found,
        key=lambda test: (test["status"] in ("pass", "success"), kinds.index(test["kind"]), test["name"]),
    )


def judged(test: dict, kind: str, results: dict[str, dict]) -> dict:
    result = results.get(test["unique_id"])
    return {
        "name": test["name"],
        "kind": kind,
        "about": test["description"] or described(test),
        "status": result["status"] if result else "not_run",
    }


def described(test: dict) -> str:
    metadata = test.get("test_metadata") or {}
    column = test.get("column_name")
    return f"{metadata.get('name', '')}{f' ({column})' if column else ''}".replace("_", " ")


def words(text: str | None) -> list[str]:
    return [word.strip() for word in (text or "").split(",") if word.strip()]


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict]:
    result = connection.execute(query)
    names = [column[0] for column in result.description]
    return [dict(zip(names, values, strict=True)) for values in result.fetchall()]


def labels(metric: dict) -> dict[str, str]:
    return {language: metric[f"label_{suffix}"] for language, suffix in LANGUAGES.items()}
