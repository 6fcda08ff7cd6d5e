"""The models built by Spark: what the cluster builds, what DuckDB builds upon it, and what the build log says of it.

Spark builds what is written in SQL, from the lake. Python models run beside DuckDB, on this machine: the one that
scores texts before the models that read its scores, all others (tag advanced) at the end. Views are made on both
sides. Data tests run on DuckDB, which reads what Spark wrote; the gate of the marts and publishing do, too.
"""

import json
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

from customer_performance.core.build_log import note_built, note_nothing_whole
from customer_performance.core.database import connect
from customer_performance.core.dbt import run_dbt
from customer_performance.core.errors import RunError
from customer_performance.core.paths import LAKE_VARIABLE, Layout
from customer_performance.core.progress import SILENT, Progress
from customer_performance.core.project import MAY_BE_LEFT_OUT, Manifest, parsed, run_noted
from customer_performance.core.releases import remove
from customer_performance.core.variables import project_variables
from customer_performance.spark.lake import Tables, attach, export, tables_of

Node = dict[str, Any]

SCORES = "int_message_sentiment__scores"
SCORED: Tables = {"intermediate": [SCORES]}
VIEWS = "config.materialized:view"
SEEDS = "resource_type:seed"  # small, and there is no file of an empty one in the lake
ESTIMATED = f"tag:{MAY_BE_LEFT_OUT}"
TABLES_ALONE = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")


def spark_build(layout: Layout, variables: str | None = None, progress: Progress = SILENT) -> str:
    """Build all models from the raw tables of the build file, and let the build file have them. Returns dbt's count.

    Raises RunError where a model or a test fails. Until all is built, the build log says that nothing is whole.
    """
    require_spark(layout)
    variables = with_roll_up(variables)
    manifest = parsed(layout, variables, progress)
    idle = idle_vendors(manifest, variables)
    with connect(layout.database) as build:
        note_nothing_whole(build)
        sources = [source for source in manifest["sources"].values() if source["source_name"] not in idle]
        raw = tables_of(build, {source["schema"] for source in sources})
        export(build, layout.lake, raw, progress)
    written: Tables = {node["schema"]: [] for node in built_nodes(manifest)}
    for schema in written:
        remove(
            layout.lake / schema
        )  # else a cluster that knows nothing of an earlier run refuses to write there
    declare(layout, written | raw, variables, progress)
    before = ("--select", f"+{SCORES}", "--exclude", SCORES, *staged(idle))
    built = run_spark(layout, manifest, before, variables, progress)
    scored = (SCORES, SEEDS, f"+{SCORES},{VIEWS}")
    run_dbt(layout, "build", *TABLES_ALONE, "--select", *scored, variables=variables, progress=progress)
    with connect(layout.database) as build:
        export(build, layout.lake, SCORED, progress)
    declare(layout, SCORED, variables, progress)
    after = ("--exclude", ESTIMATED, f"+{SCORES}", *staged(idle))
    built += run_spark(layout, manifest, after, variables, progress)
    rest = ("--select", ESTIMATED, VIEWS, *staged(idle))
    run_dbt(layout, "run", *rest, variables=variables, progress=progress)
    with connect(layout.database) as build:
        note_built(build, built, results_of(layout)["metadata"]["invocation_id"])
    tests = ("--exclude-resource-type", "unit_test")
    return run_noted(layout, "test", *tests, variables=variables, progress=progress)


def require_spark(layout: Layout) -> None:
    if find_spec("dbt.adapters.spark") is None:
        raise RunError(
            "dbt-spark is not installed in this environment. Install it beside the project (pip install "
            "--require-hashes -r requirements-spark.txt), or build without --target spark."
        )
    if not layout.lake.is_absolute():
        raise RunError(
            f"{LAKE_VARIABLE} is a part of a path. Write all of it: the cluster looks from elsewhere."
        )


def with_roll_up(variables: str | None) -> str:
    """dbt's vars, as YAML, for a build by Spark: it rolls up by statements, as the roll-up by sorting is a Python model
    that has all observations in the memory of one machine."""
    return yaml.safe_dump((yaml.safe_load(variables or "{}") or {}) | {"roll_up": "sql"})


def idle_vendors(manifest: Manifest, variables: str) -> list[str]:
    """Vendors that feed nothing. Their empty models are made by DuckDB in no time, and by Spark in seconds each."""
    feeding = {source for sources in project_variables(variables)["sources"].values() for source in sources}
    vendors = {node["fqn"][2] for node in built_nodes(manifest) if node["fqn"][1] == "staging"}
    return sorted(vendors - feeding)


def staged(vendors: Iterable[str]) -> list[str]:
    return [f"staging.{vendor}" for vendor in vendors]


def declare(layout: Layout, tables: Tables, variables: str, progress: Progress) -> None:
    """Let the cluster know these schemas as folders of the lake, and what lies in them as tables."""
    arguments = json.dumps({"lake": str(layout.lake), "tables": tables})
    on_spark(
        layout, "run-operation", "declare_lake", "--args", arguments, variables=variables, progress=progress
    )


def run_spark(
    layout: Layout, manifest: Manifest, selection: Iterable[str], variables: str, progress: Progress
) -> list[Node]:
    """Build the selected models on the cluster. Returns the tables among them, which the build file has then, too."""
    on_spark(layout, "build", *TABLES_ALONE, *selection, variables=variables, progress=progress)
    built = {result["unique_id"] for result in results_of(layout)["results"] if result["status"] == "success"}
    tables = [
        node
        for node in built_nodes(manifest)
        if node["unique_id"] in built and node["config"]["materialized"] not in ("view", "seed")
    ]
    with connect(layout.database) as build:
        for node in progress.each(tables, lambda node: f"{node['name']} out of the lake"):
            attach(build, layout.lake, node)
    return tables


def results_of(layout: Layout) -> dict[str, Any]:
    return json.loads((target_of(layout) / "run_results.json").read_text(encoding="utf-8"))


def on_spark(layout: Layout, *arguments: str, variables: str, progress: Progress) -> None:
    into = ("--target", "spark", "--target-path", str(target_of(layout)))
    run_dbt(layout, *arguments, *into, variables=variables, progress=progress)


def target_of(layout: Layout) -> Path:
    """Apart from that of DuckDB: dbt reads a project anew for each target."""
    return layout.target.resolve().with_name("target-spark")


def built_nodes(manifest: Manifest) -> list[Node]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] in ("model", "seed")]
