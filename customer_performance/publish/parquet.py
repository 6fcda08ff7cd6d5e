"""Parquet files beside the published database: a file a table, with what is said of it inside."""

import json
from pathlib import Path

import duckdb

from customer_performance.core.sql import literal
from customer_performance.core.sql import name as quoted
from customer_performance.publish.model import SCHEMA, Model

# Views are rows of published tables again; these are what a reader without DuckDB would ask for.
VIEWS = ("metric_observations", "semantic_observations")


def write_parquet(connection: duckdb.DuckDBPyConnection, model: Model, folder: Path) -> None:
    """Copy the rows from the current database. Times are marked as UTC, which DuckDB's own type has no room for."""
    times = connection.execute(
        "select column_name from duckdb_columns() where database_name = current_database() "
        "and schema_name = ? and table_name = ? and data_type = 'TIMESTAMP' order by column_index",
        [SCHEMA, model.name],
    ).fetchall()
    marked = ", ".join(f"{quoted(name)} at time zone 'UTC' as {quoted(name)}" for (name,) in times)
    rows = f"select * {f'replace ({marked})' if marked else ''} from {model.address}"
    said = {
        "description": model.description,
        "column_descriptions": json.dumps(
            {name: column["description"] for name, column in model.columns.items()}, ensure_ascii=False
        ),
        "time_zone": "UTC",
    }
    metadata = ", ".join(f"{key}: {literal(text)}" for key, text in said.items())
    # What order a view gives its rows in means nothing; keeping it would take them all into memory.
    connection.execute(f"set preserve_insertion_order = {not model.is_view}")
    file = literal(str(folder / f"{model.name}.parquet"))
    connection.execute(
        f"copy ({rows}) to {file} (format parquet, compression zstd, kv_metadata {{{metadata}}})"
    )
