"""What the files of a table hold, in SQL of DuckDB: the rows as they stood last, and what of a new file is news."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from customer_performance.core.database import connect, first_row
from customer_performance.core.sql import folded, literal, name

KEY, PLACE = "__pull_key", "__pull_place"
ROWS_OF_A_FILE = 10**12  # more than any file has


def opened() -> duckdb.DuckDBPyConnection:
    connection = connect()
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("set enable_progress_bar = false")
    return connection


def types_of(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    """{column: type} of a file."""
    rows = connection.execute(f"describe select * from read_parquet({literal(str(path))})").fetchall()
    return {row[0]: row[1] for row in rows}


class Versions:
    """The rows of several files, the oldest file first. A later row of a key takes the place of an earlier one."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, files: Sequence[Path], key: Sequence[str]):
        self.connection = connection
        self.key = key
        self.types: dict[str, str] = {}
        spelled: dict[str, str] = {}  # as the newest file spells it
        each = [types_of(connection, path) for path in files]
        for types in each:
            for column, kind in types.items():
                spelled[folded(column)] = column
                other = self.types.get(folded(column), kind)
                # Where a column has changed its type, texts hold either.
                self.types[folded(column)] = kind if other == kind else "VARCHAR"
        self.columns = list(spelled.values())
        selects = []
        for position, (path, types) in enumerate(zip(files, each, strict=True)):
            here = {folded(column): column for column in types}
            listed = ", ".join(
                f"cast({name(here[known]) if known in here else 'null'} as {self.types[known]}) as {name(column)}"
                for known, column in spelled.items()
            )
            place = f"file_row_number + {position * ROWS_OF_A_FILE} as {PLACE}"
            selects.append(
                f"select {listed}, {place} from read_parquet({literal(str(path))}, file_row_number = true)"
            )
        self.rows = f"(select *, {self.key_of()} as {KEY} from ({' union all '.join(selects)}))"

    def key_of(self) -> str:
        """The key as one text, which stays the same where a column of it changes its type."""
        parts = ", ".join(f"coalesce(cast({name(column)} as varchar), '')" for column in self.key)
        return parts if len(self.key) == 1 else f"cast(to_json([{parts}]) as varchar)"

    def current(self, only: str = "true") -> str:
        """A query: the newest row of each key for which a condition holds."""
        newest = f"select max({PLACE}) from {self.rows} where {only} group by {KEY}"
        return f"(select * from {self.rows} where {PLACE} in ({newest}))"

    def listed(self) -> str:
        return ", ".join(map(name, self.columns))

    def write(self, query: str, path: Path) -> None:
        self.connection.execute(f"copy ({query}) to {literal(str(path))} (format parquet, compression zstd)")

    def count(self, query: str) -> int:
        return int(first_row(self.connection, f"select count(*) from {query}")[0])


def keep_news(versions: Versions, new: Path, path: Path, revived: str | None = None) -> int:
    """Write those rows of a new file that differ from the row that is known of their key; return how many. `revived`: a
    column that no row of the new file has, and whose value in a known row no longer holds."""
    fresh = Versions(versions.connection, [new], versions.key)
    differs = []
    for column in fresh.columns:
        now, known = f"now.{name(column)}", f"known.{name(column)}"
        before = versions.types.get(folded(column))
        if before is None:
            differs.append(f"{now} is not null")
        elif before == fresh.types[folded(column)]:
            differs.append(f"{now} is distinct from {known}")
        else:
            differs.append(f"cast({now} as varchar) is distinct from cast({known} as varchar)")
    if revived and revived in versions.types:
        differs.append(f"known.{name(revived)} is not null")
    known = versions.current(f"{KEY} in (select {KEY} from {fresh.rows})")
    news = f"""
        select now.* exclude ({KEY}, {PLACE}) from {fresh.rows} as now left join {known} as known using ({KEY})
        where known.{PLACE} is null or {" or ".join(differs)} order by now.{PLACE}"""
    fresh.write(news, path)
    return versions.count(f"read_parquet({literal(str(path))})")
