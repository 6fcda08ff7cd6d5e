"""The raw tables of the build file: how they are called, which columns they have, and changing them in one go."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import duckdb

from customer_performance.core.contract import Table
from customer_performance.core.sql import name

# The columns that landing adds to every table of the contract, with their types. `_source_row` counts the rows that
# landed from a file, so that of two rows with one id the later is known. Only such rows have it: counting takes nearly
# as long as reading. `_dates_only` names the row's timestamps that landed as a date without a time of day, each between
# commas: of how long something took in hours, they tell nothing.
ADDED = {
    "_source_file": "varchar",
    "_source_row": "bigint",
    "_loaded_at": "timestamp",
    "_batch_id": "varchar",
    "_dates_only": "varchar",
}


def address(table: Table) -> str:
    """The table's name in SQL, with its schema."""
    return f"{name(table.schema)}.{name(table.name)}"


def columns_of(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], dict[str, str]]:
    """{(schema, table): {column: type in lower case}} of the build file."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for schema, table, column, kind in connection.execute(
        "select schema_name, table_name, column_name, lower(data_type) from duckdb_columns()"
    ).fetchall():
        found.setdefault((schema, table), {})[column] = kind
    return found


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All that is done inside, or nothing of it where it raises."""
    connection.begin()
    try:
        yield
    except BaseException:
        with suppress(
            duckdb.Error
        ):  # else an error of a database that is done for would hide what it died of
            connection.rollback()
        raise
    connection.commit()
