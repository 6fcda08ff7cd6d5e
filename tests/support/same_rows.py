"""Whether two build files have the same rows in their tables, with numbers compared and not their digits."""

import re
from collections.abc import Iterable
from pathlib import Path

import duckdb
import numpy as np

from customer_performance.core.sql import name

# Absolute or relative, whichever is more.
WITHIN = 1e-9
FLOATS = ("DOUBLE", "FLOAT")


def differences(
    first: Path, second: Path, tables: Iterable[str], leaving_out: Iterable[str] = ()
) -> dict[str, str]:
    """{table: what differs} of tables as schema.table, in all columns but those to be left out."""
    with (
        duckdb.connect(str(first), read_only=True) as one,
        duckdb.connect(str(second), read_only=True) as other,
    ):
        for connection in (one, other):
            connection.execute("set timezone = 'UTC'")
        found = {table: difference(one, other, table, frozenset(leaving_out)) for table in tables}
    return {table: said for table, said in found.items() if said}


def difference(
    one: duckdb.DuckDBPyConnection, other: duckdb.DuckDBPyConnection, table: str, leaving_out: frozenset[str]
) -> str | None:
    try:
        columns, others = (
            {row[0]: row[1] for row in each.execute(f"describe {table}").fetchall()} for each in (one, other)
        )
    except duckdb.CatalogException as error:
        return str(error).splitlines()[0]
    compared, others = (
        {column: plain(kind) for column, kind in each.items() if column not in leaving_out}
        for each in (columns, others)
    )
    if compared != others:
        return f"columns {sorted(compared.items() ^ others.items())}"
    floats = [column for column, kind in compared.items() if kind in FLOATS]
    # By what is exact, then by what is nearly so: rows that agree are opposite each other.
    order = [name(column) for column in compared if column not in floats]
    order += [f"round({name(column)}, 6)" for column in floats]
    query = f"select {', '.join(map(name, compared))} from {table} order by {', '.join(order)}"
    left, right = (each.execute(query).fetchnumpy() for each in (one, other))
    counts = [len(next(iter(rows.values()))) for rows in (left, right)]
    if len(set(counts)) > 1:
        return f"{counts} rows"
    wrong = {column: unlike(left[column], right[column], column in floats) for column in compared}
    wrong = {column: count for column, count in wrong.items() if count}
    return f"of {counts[0]} rows differ {wrong}" if wrong else None


def plain(kind: str) -> str:
    """How many digits a sum of decimals may have differs; those after the point do not."""
    return re.sub(r"DECIMAL\(\d+,", "DECIMAL(…,", kind)


def unlike(left: np.ndarray, right: np.ndarray, is_float: bool) -> int:
    """How many values differ; a null is like a null alone."""
    null, other_null = np.ma.getmaskarray(left), np.ma.getmaskarray(right)
    left, right = np.ma.getdata(left), np.ma.getdata(right)
    same = np.isclose(left, right, rtol=WITHIN, atol=WITHIN, equal_nan=True) if is_float else left == right
    return int(np.count_nonzero((null != other_null) | (~null & ~other_null & ~same)))
