"""The marts, copied from the build file to published/, all at once.

`published` is a link to a folder under `.published/`, one for each run. A run fills a fresh folder, then
points the link to it in one step: a reader sees the old state or the new one, never a mixture, and whoever
has a file open keeps it. The folder before is kept for those who are between two files; older ones go.

What may leave is an allow-list: the columns of the models in models/marts whose `meta.privacy`, their own or for a
metric that of metric_observations, is public or pseudonym. One column without it, and nothing is published.
"""

import json
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from customer_performance.core.database import connect
from customer_performance.core.errors import RunError
from customer_performance.core.paths import Layout
from customer_performance.core.progress import SILENT, Progress
from customer_performance.core.project import columns_of, current_manifest, require_tests_passed
from customer_performance.core.releases import Releases
from customer_performance.core.sql import literal

SCHEMA = "marts"
ALLOWED = ("public", "pseudonym")
# Views are rows of a published table again; this one is what a reader without DuckDB would ask for.
VIEWS_AS_PARQUET = ("metric_observations",)


@dataclass
class Model:
    name: str
    description: str
    columns: dict[str, dict]
    is_view: bool = False

    def unmarked(self, existing: list[str]) -> list[str]:
        return [name for name in existing if privacy(self.columns.get(name, {})) not in ALLOWED]

    def describe(self, connection: duckdb.DuckDBPyConnection) -> None:
        kind = "view" if self.is_view else "table"
        relation = f'{SCHEMA}."{self.name}"'
        connection.execute(f"comment on {kind} {relation} is {literal(self.description)}")
        for name, column in self.columns.items():
            connection.execute(f'comment on column {relation}."{name}" is {literal(column["description"])}')


def publish(layout: Layout, keep_previous: bool = True, progress: Progress = SILENT) -> str:
    """Replace what is published with the marts of the build file. What was published before stays beside it, for
    readers who are about to open it, unless `keep_previous` says no."""
    if not layout.database.exists():
        raise RunError(f"{layout.database} does not exist: build first.")
    if layout.published.exists() and not layout.published.is_symlink():
        raise RunError(f"{layout.published} is a folder that was not published from here: move it away.")
    manifest = current_manifest(layout, progress=progress)
    require_tests_passed(layout, manifest)
    models = read_models(manifest)
    releases = Releases(layout.published)
    with releases.fresh() as fresh:
        (fresh / "parquet").mkdir()
        write_release(layout, fresh, models, progress)
        keys = json.dumps(read_keys(manifest, models), indent=1)
        (fresh / "keys.json").write_text(keys + "\n", encoding="utf-8")
    before = releases.shown
    releases.show(fresh)
    releases.remove_all_but(fresh, before if keep_previous else None)
    size = sum(path.stat().st_size for path in fresh.rglob("*") if path.is_file())
    return f"{len(models)} tables and views, {size / 2**20:,.1f} MiB, in {layout.published}"


def read_models(manifest: dict) -> list[Model]:
    """The models to publish, each after those that it reads."""
    nodes = {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["fqn"][1] == SCHEMA and node["schema"] == SCHEMA
    }
    order = TopologicalSorter(
        {key: set(nodes[key]["depends_on"]["nodes"]) & set(nodes) for key in sorted(nodes)}
    )
    return [
        Model(node["name"], node["description"], columns_of(node, manifest))
        for node in (nodes[key] for key in order.static_order())
    ]


def read_keys(manifest: dict, models: list[Model]) -> dict[str, list[list[str]]]:
    """What the data tests hold to be unique in each table, the shortest first."""
    keys: dict[str, list[list[str]]] = {}
    names = {model.name for model in models}
    for node in manifest["nodes"].values():
        test = node.get("test_metadata") or {}
        if test.get("name") not in ("unique", "unique_combination") or node["config"].get("where"):
            continue
        model = manifest["nodes"].get(node["attached_node"], {}).get("name")
        if model in names:
            arguments = test["kwargs"]
            keys.setdefault(model, []).append(arguments.get("columns") or [arguments["column_name"]])
    return {model: sorted(found, key=lambda key: (len(key), key)) for model, found in sorted(keys.items())}


def privacy(column: dict) -> str | None:
    return column.get("config", {}).get("meta", {}).get("privacy") or column.get("meta", {}).get("privacy")


def write_release(layout: Layout, fresh: Path, models: list[Model], progress: Progress) -> None:
    with connect(temp_directory=str(layout.spill), python_enable_replacements=False) as connection:
        connection.execute(f"attach {literal(str(layout.database))} as build (read_only)")
        sql_of_views = allow(connection, models)
        connection.execute(f"attach {literal(str(fresh / 'warehouse.duckdb'))} as warehouse")
        connection.execute("use warehouse")
        # One transaction: a comment on its own would be written to disk on its own.
        connection.execute("begin")
        connection.execute(f"create schema {SCHEMA}")
        for model in progress.each(models, lambda model: model.name):
            if model.is_view:
                copy_view(connection, model.name, sql_of_views[model.name])
            else:
                connection.execute(
                    f'create table {SCHEMA}."{model.name}" as from build.{SCHEMA}."{model.name}"'
                )
            model.describe(connection)
        connection.execute("commit")
        # What order a view gives its rows in means nothing; keeping it would take them all into memory.
        tables = [model for model in models if not model.is_view]
        views = [model for model in models if model.is_view and model.name in VIEWS_AS_PARQUET]
        for model in progress.each([*tables, *views], lambda model: f"{model.name}.parquet"):
            connection.execute(f"set preserve_insertion_order = {not model.is_view}")
            file = literal(str(fresh / "parquet" / f"{model.name}.parquet"))
            connection.execute(f'copy {SCHEMA}."{model.name}" to {file} (format parquet, compression zstd)')
        connection.execute("use memory")
        connection.execute("detach warehouse")


def allow(connection: duckdb.DuckDBPyConnection, models: list[Model]) -> dict[str, str]:
    """Refuse what is not on the allow-list; return the SQL of the views."""
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
        model.is_view = model.name in views
        model.columns = {name: model.columns[name] for name in existing[model.name]}
    return views


def copy_view(connection: duckdb.DuckDBPyConnection, name: str, sql: str) -> None:
    try:
        connection.execute(sql)
    except duckdb.Error as error:
        raise RunError(f"The view {name} cannot be published, as it reads what is not: {error}") from error
