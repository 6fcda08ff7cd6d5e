"""The marts, copied from the build file to published/, all at once.

`published` is a link to a folder under `.published/`, one for each run. A run fills a fresh folder, then
points the link to it in one step: a reader sees the old state or the new one, never a mixture, and whoever
has a file open keeps it. The folder before is kept for those who are between two files; older ones go.

What may leave is an allow-list: the columns of the models in models/marts whose `meta.privacy`, their own or for a
metric that of metric_observations, is public or pseudonym. One column without it, and nothing is published.
"""

import json
from collections.abc import Collection
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from customer_performance.core.database import connect
from customer_performance.core.errors import RunError
from customer_performance.core.paths import Layout
from customer_performance.core.progress import SILENT, Progress
from customer_performance.core.project import (
    columns_of,
    current_manifest,
    may_be_left_out,
    require_tests_passed,
)
from customer_performance.core.releases import Releases
from customer_performance.core.sql import literal
from customer_performance.publish.model import SCHEMA, Model
from customer_performance.publish.parquet import VIEWS, write_parquet

# `show tables` lists the schema main alone. Tables only: a file that is exported could not be imported again with a
# view here of a view there.
HEADLINES = ("delivery_gap", "metric_catalog", "metric_values")


def publish(layout: Layout, keep_previous: bool = True, progress: Progress = SILENT) -> str:
    """Replace what is published with the marts of the build file. What was published before stays beside it, for
    readers who are about to open it, unless `keep_previous` says no."""
    if not layout.database.exists():
        raise RunError(f"{layout.database} does not exist: build first.")
    if layout.published.exists() and not layout.published.is_symlink():
        raise RunError(f"{layout.published} is a folder that was not published from here: move it away.")
    manifest = current_manifest(layout, progress=progress)
    require_tests_passed(layout, manifest)
    models = read_models(manifest, existing=tables_of(layout))
    releases = Releases(layout.published)
    with releases.fresh() as fresh:
        (fresh / "parquet").mkdir()
        write_release(layout, fresh, models, progress)
        keys = json.dumps(
            {model.name: model.keys for model in models if model.keys}, indent=1, sort_keys=True
        )
        (fresh / "keys.json").write_text(keys + "\n", encoding="utf-8")
    before = releases.shown
    releases.show(fresh)
    releases.remove_all_but(fresh, before if keep_previous else None)
    size = sum(path.stat().st_size for path in fresh.rglob("*") if path.is_file())
    return f"{len(models)} tables and views, {size / 2**20:,.1f} MiB, in {layout.published}"


def tables_of(layout: Layout) -> set[str]:
    """The names of the tables and views of the marts in the build file."""
    with connect(layout.database, read_only=True) as connection:
        rows = connection.execute(
            "select table_name from information_schema.tables where table_schema = ?", [SCHEMA]
        ).fetchall()
    return {name for (name,) in rows}


def read_models(manifest: dict, existing: Collection[str] = ()) -> list[Model]:
    """The models to publish, each after those that it reads.

    Of those that may be left out of a build, `--exclude tag:advanced`, the ones that are among `existing`.
    """
    nodes = {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "model"
        and node["fqn"][1] == SCHEMA
        and node["schema"] == SCHEMA
        and (not may_be_left_out(node) or node["name"] in existing)
    }
    order = TopologicalSorter(
        {key: set(nodes[key]["depends_on"]["nodes"]) & set(nodes) for key in sorted(nodes)}
    )
    models = [
        Model(node["name"], node["description"], columns_of(node, manifest))
        for node in (nodes[key] for key in order.static_order())
    ]
    read_rules(manifest, {model.name: model for model in models})
    return models


def read_rules(manifest: dict, models: dict[str, Model]) -> None:
    """What the data tests hold of each table: what is unique in it, the shortest first, and never null."""
    for node in manifest["nodes"].values():
        test = node.get("test_metadata") or {}
        model = models.get(manifest["nodes"].get(node.get("attached_node"), {}).get("name"))
        rule = node["config"]
        if not model or rule.get("where") or rule.get("severity", "error").lower() != "error":
            continue
        arguments = test.get("kwargs", {})
        if test.get("name") in ("unique", "unique_combination"):
            model.keys.append(arguments.get("columns") or [arguments["column_name"]])
        elif test.get("name") == "not_null":
            model.never_null.append(arguments["column_name"])
    for model in models.values():
        model.keys.sort(key=lambda key: (len(key), key))
        model.never_null.sort()


def write_release(layout: Layout, fresh: Path, models: list[Model], progress: Progress) -> None:
    with connect(temp_directory=str(layout.spill), python_enable_replacements=False) as connection:
        connection.execute(f"attach {literal(str(layout.database))} as build (read_only)")
        allow(connection, models)
        connection.execute(f"attach {literal(str(fresh / 'warehouse.duckdb'))} as warehouse")
        connection.execute("use warehouse")
        # One transaction: a comment on its own would be written to disk on its own.
        connection.execute("begin")
        connection.execute(f"create schema {SCHEMA}")
        for model in progress.each(models, lambda model: model.name):
            model.copy(connection, layout.database.stem)
            model.describe(connection)
            if model.name in HEADLINES:
                connection.execute(f"create view main.{model.name} as from {model.address}")
        connection.execute("commit")
        tables = [model for model in models if not model.is_view]
        views = [model for model in models if model.is_view and model.name in VIEWS]
        for model in progress.each([*tables, *views], lambda model: f"{model.name}.parquet"):
            write_parquet(connection, model, fresh / "parquet")
        connection.execute("use memory")
        connection.execute("detach warehouse")


def allow(connection: duckdb.DuckDBPyConnection, models: list[Model]) -> None:
    """Refuse what is not on the allow-list; learn what the build file has of each model."""
    rows = connection.execute(
        "select table_name, list(lower(column_name) order by column_index) from duckdb_columns() "
        "where database_name = 'build' and schema_name = ? group by table_name",
        [SCHEMA],
    ).fetchall()
    existing = dict(rows)
    missing = [model.name for model in models if model.name not in existing]
    if missing:
        raise RunError(f"Not in the build file: {', '.join(missing)}. Build all models before publishing.")
    unmarked = [
        f"  {model.name}.{column}" for model in models for column in model.unmarked(existing[model.name])
    ]
    if unmarked:
        raise RunError(
            "These columns do not say config.meta.privacy: public or pseudonym, so nothing is published:\n"
            + "\n".join(unmarked)
        )
    views = dict(
        connection.execute(
            "select view_name, sql from duckdb_views() where database_name = 'build' and schema_name = ?",
            [SCHEMA],
        ).fetchall()
    )
    for model in models:
        model.view = views.get(model.name)
        model.columns = {name: model.columns[name] for name in existing[model.name]}
