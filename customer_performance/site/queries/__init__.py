"""The queries of the site, each in a file."""

from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]  # a row by the names of its columns


def read_rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    """The rows that the query in the file of this name gives."""
    result = connection.execute((Path(__file__).parent / f"{query}.sql").read_text(encoding="utf-8"))
    names = [column[0] for column in result.description]
    return [dict(zip(names, values, strict=True)) for values in result.fetchall()]
