"""The lake: a folder of Parquet that this machine and the cluster both see, one folder for each table.

DuckDB writes the raw tables into it, as they landed in the build file. Spark reads them, and writes the models beside
them. The build file then has these: the marts as tables, which are published from there, and all else as views of the
lake. It holds what the build file holds, so it is as private.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from customer_performance.core.errors import RunError
from customer_performance.core.paths import LAKE_VARIABLE
from customer_performance.core.progress import SILENT, Progress
from customer_performance.core.releases import remove
from customer_performance.core.sql import literal, name

# What Spark has no type for, or reads as something else: as text, except that a timestamp is a moment in UTC there.
AS_MOMENT = "TIMESTAMP"
AS_IT_IS = ("VARCHAR", "DOUBLE", "BIGINT", "INTEGER", "BOOLEAN", "DATE")
# Models that are published are tables of the build file; of others it has a view, which costs nothing.
COPIED = "marts"

Tables = dict[str, list[str]]
"""The names of tables by their schema."""


def tables_of(build: duckdb.DuckDBPyConnection, schemas: Iterable[str]) -> Tables:
    """Those that the build file has in these schemas."""
    rows = build.execute(
        "select schema_name, list(table_name order by table_name) from duckdb_tables() "
        "where list_contains(?, schema_name) group by all order by all",
        [list(schemas)],
    ).fetchall()
    return dict(rows)


def export(build: duckdb.DuckDBPyConnection, lake: Path, tables: Tables, progress: Progress = SILENT) -> None:
    """Write these tables into the lake, each whole or not at all."""
    every = [(schema, table) for schema, names in tables.items() for table in names]
    for schema, table in progress.each(every, lambda each: f"{'.'.join(each)} into the lake"):
        export_table(build, lake / schema / table, schema, table)


def export_table(build: duckdb.DuckDBPyConnection, folder: Path, schema: str, table: str) -> None:
    columns = build.execute(f"describe {name(schema)}.{name(table)}").fetchall()
    fresh = folder.with_name(f"{folder.name}.fresh")
    remove(fresh)
    fresh.mkdir(parents=True)
    selected = ", ".join(exported(column, kind) for column, kind, *_ in columns)
    build.execute(
        f"copy (select {selected} from {name(schema)}.{name(table)}) "
        f"to {literal(str(fresh / 'rows.parquet'))} (format parquet)"
    )
    remove(folder)
    fresh.rename(folder)


def exported(column: str, kind: str) -> str:
    if kind == AS_MOMENT:
        return f"{in_utc(column)} as {name(column)}"
    if kind in AS_IT_IS or kind.startswith("DECIMAL"):
        return name(column)
    return f"cast({name(column)} as varchar) as {name(column)}"


def attach(build: duckdb.DuckDBPyConnection, lake: Path, node: Mapping[str, Any]) -> None:
    """Let the build file have a model of dbt's manifest as it is in the lake. Raises RunError where it is not."""
    folder = lake / node["schema"] / node["name"]
    if not any(folder.glob("*.parquet")):
        raise RunError(
            f"{node['name']} is not in {folder}. The schema {node['schema']} of the cluster lies elsewhere: drop it "
            f"(drop schema {node['schema']} cascade), or set {LAKE_VARIABLE} to where it lies."
        )
    rows = f"read_parquet({literal(str(folder / '*.parquet'))})"
    declared = {column: said.get("data_type") for column, said in node["columns"].items()}
    found = build.execute(f"describe from {rows}").fetchall()
    selected = ", ".join(attached(column, kind, declared.get(column)) for column, kind, *_ in found)
    address = f"{name(node['schema'])}.{name(node['name'])}"
    build.execute(f"create schema if not exists {name(node['schema'])}")
    drop(build, node["schema"], node["name"])
    form = "table" if node["schema"] == COPIED else "view"
    build.execute(f"create {form} {address} as select {selected} from {rows}")


def attached(column: str, kind: str, declared: str | None) -> str:
    value = in_utc(column) if kind == "TIMESTAMP WITH TIME ZONE" else name(column)
    return f"{f'cast({value} as {declared})' if declared else value} as {name(column)}"


def in_utc(column: str) -> str:
    """A timestamp as a moment, or the other way: the same in every session, whatever its time zone."""
    return f"({name(column)} at time zone 'UTC')"


def drop(build: duckdb.DuckDBPyConnection, schema: str, table: str) -> None:
    (kind,) = build.execute(
        "select any_value(table_type) from information_schema.tables where table_schema = ? and table_name = ?",
        [schema, table],
    ).fetchall()[0]
    if kind:
        build.execute(f"drop {'view' if kind == 'VIEW' else 'table'} {name(schema)}.{name(table)}")
