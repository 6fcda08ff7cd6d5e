"""Measurements of the raw tables: rows, days, shares, medians, words.

They are aggregates only, and words of dimensions that at least five rows have: no name, no id, no text.
"""

import math
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import duckdb

from customer_performance.core.build_file import ADDED, address, columns_of
from customer_performance.core.contract import LOAD_LOG, Table, load_contract
from customer_performance.core.database import first_row

MOST_WORDS = 40  # a column with more words is no dimension
FEWEST_ROWS = 5  # a word of fewer rows may be a mistake of one person
MANY_ROWS = 200_000  # of more rows, a sample is searched for copies
# Characters that come of UTF-8 read as Latin-1 or Windows-1252, and the one for bytes that could not be read.
GARBLED = re.compile("[\u00c2-\u00f4][\u0080-\u00bf]|[\u00c2\u00c3\u00e2][\u0152-\u2122]|\ufffd")
EPOCH, DAY = datetime(1970, 1, 1), timedelta(days=1)
NUMBERS = ("integer", "bigint", "double", "decimal")

# Table, scope (all | recent), measure, column, word, value.
Measurement = tuple[str, str, str, str, str, float]
# Scope, measure, column, the SQL expression of the value.
Question = tuple[str, str, str, str]
Measured = Callable[..., Iterator[Measurement]]


def measure(connection: duckdb.DuckDBPyConnection) -> list[Measurement]:
    """The measurements of every raw table of the build file, also of empty ones."""
    there = columns_of(connection)
    return [
        measurement
        for source, tables in load_contract().items()
        for table in tables.values()
        if source != LOAD_LOG and there.get((table.schema, table.name), {}).keys() >= ADDED.keys()
        for measurement in measure_table(connection, table, set(there[table.schema, table.name]))
    ]


def measure_table(
    connection: duckdb.DuckDBPyConnection, table: Table, present: set[str]
) -> Iterator[Measurement]:
    def measured(
        scope: str, measure: str, column: str, word: str, value: float | None
    ) -> Iterator[Measurement]:
        """One measurement, or none where the value is null or not finite."""
        if value is not None and math.isfinite(value):
            yield f"{table.schema}.{table.name}", scope, measure, column, word, float(f"{value:.9g}")

    columns = {column.name: column.type for column in table.columns if column.name in present}
    happened_at = f"({table.dated_by})::timestamp" if table.dated_by else "null::timestamp"
    if not set(re.findall(r"\w+_at\b|\bdate\b", happened_at)) <= present:
        happened_at = "null::timestamp"
    rows, newest, loaded = first_row(
        connection,
        f"select count(*), max({happened_at}) filter (where {happened_at} <= _loaded_at), max(_loaded_at) "
        f"from {address(table)}",
    )
    yield from measured("all", "rows", "", "", rows)
    if not rows:
        return
    recent = (
        f"{happened_at} between '{newest}'::timestamp - interval 7 days and _loaded_at" if newest else "false"
    )
    dated = f"(select *, {happened_at} as _happened_at, coalesce({recent}, false) as _is_recent from {address(table)})"
    scopes = {"all": "true"} | ({"recent": "_is_recent"} if newest else {})
    names = [column.name for column in table.columns if column.is_name and column.name in columns]
    asked = [
        *shares(columns, scopes),
        *garbled_names(names),
        *sizes(columns, happened_at),
        *copies(table, columns, rows),
    ]
    answers = first_row(connection, f"select {', '.join(question[-1] for question in asked)} from {dated}")
    for (scope, what, column, _), value in zip(asked, answers, strict=True):
        yield from measured(scope, what, column, "", value)
    yield from collisions(connection, table, measured)
    for column in dimension_columns(table, columns):
        yield from word_shares(connection, dated, column, scopes, measured)
    if {"kind", "score", "scale_min", "scale_max", "higher_is"} <= columns.keys():
        yield from mean_scores(connection, table, measured)
    if newest:
        yield from measured("all", "newest_day", "", "", (newest - EPOCH) / DAY)
        yield from measured("all", "loaded_day", "", "", (loaded - EPOCH) / DAY)
        yield from rows_of_days(connection, dated, newest, measured)


def shares(columns: dict[str, str], scopes: dict[str, str]) -> Iterator[Question]:
    for scope, rows in scopes.items():
        if scope != "all":
            yield scope, "rows", "", f"count(*) filter (where {rows})"
        for column, kind in columns.items():
            filled = f"count({column}) filter (where {rows}) / count(*) filter (where {rows})"
            yield scope, "null_share", column, f"1 - {filled}"
            if kind == "boolean":
                yield (
                    scope,
                    "true_share",
                    column,
                    f"avg(coalesce({column}, false)::int) filter (where {rows})",
                )


def garbled_names(names: list[str]) -> Iterator[Question]:
    for column in names:
        yield "all", "garbled_share", column, f"avg(regexp_matches({column}, '{GARBLED.pattern}')::int)"


def sizes(columns: dict[str, str], happened_at: str) -> Iterator[Question]:
    """Median and mean of each number, and of the seconds from when a row happened to each other time in it. Times of
    updates are left out, since one update may touch every row."""
    for column, kind in columns.items():
        if kind.startswith(NUMBERS):
            value = f"{column}::double"
        elif kind == "timestamp" and column not in f"{happened_at} updated_at" and "null" not in happened_at:
            value = f"epoch({column}) - epoch(_happened_at)"
        else:
            continue
        yield "all", "median", column, f"median({value})"
        yield "all", "mean", column, f"avg({value})"


def copies(table: Table, columns: dict[str, str], rows: int) -> Iterator[Question]:
    """The share of rows that repeat others: in every column, within their file, or in all columns but the id.

    Of many rows, a sixteenth is searched, by the hash of the row. The copies of a row have the same hash, and so are
    searched with it.
    """

    def repeated(what: str, of: str, sampled_by: str) -> str:
        sample = f"hash({sampled_by}) % {16 if rows > MANY_ROWS else 1} = 0"
        return f"1 - count(distinct hash({what})) filter (where {sample}) / {of} filter (where {sample})"

    every = ", ".join(columns)
    yield "all", "copied_share", "", repeated(every, "count(*)", every)
    yield "all", "copied_in_file_share", "", repeated(f"_source_file, {every}", "count(*)", every)
    others = ", ".join(column for column in columns if column != table.key)
    if table.key in columns and others:
        unlike = f"count(distinct hash({every}))"
        yield "all", "same_but_id_share", table.key, repeated(others, unlike, others)


def collisions(
    connection: duckdb.DuckDBPyConnection, table: Table, measured: Measured
) -> Iterator[Measurement]:
    """Of each file, how many of its rows bear an id under which different things landed, and which share they are."""
    if not table.key:
        return
    differ = f"min({table.birth}) < max({table.birth})"
    for owner in table.owners:
        differ += f" or max({table.birth}) is null and min({owner}) < max({owner})"
    key = f"trim({table.key})"
    for file, collided, rows in connection.execute(
        f"""
        with collided as (select {key} as id from {address(table)} group by {key} having count(*) > 1 and ({differ}))
        select _source_file, count(*) filter (where {key} in (select id from collided)) as collided, count(*)
        from {address(table)} group by _source_file having collided > 0 order by _source_file
        """
    ).fetchall():
        yield from measured("all", "colliding_rows", table.key, file, collided)
        yield from measured("all", "colliding_share", table.key, file, collided / rows)


def dimension_columns(table: Table, columns: dict[str, str]) -> list[str]:
    """The columns with words of a dimension, as far as the contract tells."""
    return [
        column.name
        for column in table.columns
        if column.name in columns
        and column.type == "varchar"
        and not (column.kind or column.is_personal or column.is_name or column.name.endswith("_id"))
    ]


def word_shares(
    connection: duckdb.DuckDBPyConnection, dated: str, column: str, scopes: dict[str, str], measured: Measured
) -> Iterator[Measurement]:
    """The share of each word among the rows that have one. All words of few rows are counted as one word, '…'."""
    counted = ", ".join(f"count(*) filter (where {rows})" for rows in scopes.values())
    found = connection.execute(
        f"select {column}, {counted} from {dated} where {column} is not null group by all "
        f"order by count(*) desc, 1 limit {MOST_WORDS + 1}"
    ).fetchall()
    if found:
        garbled = sum(row[1] for row in found if GARBLED.search(row[0]))
        yield from measured("all", "garbled_share", column, "", garbled / sum(row[1] for row in found))
    if len(found) > MOST_WORDS:
        return
    for scope, counts in zip(scopes, list(zip(*found, strict=True))[1:], strict=False):
        kept = {
            row[0]: count
            for row, count in zip(found, counts, strict=True)
            if count >= FEWEST_ROWS and len(row[0]) <= 40 and "@" not in row[0]
        }
        kept["…"] = sum(counts) - sum(kept.values())
        for word, count in kept.items():
            if count:
                yield from measured(scope, "word_share", column, word, count / sum(counts))


def mean_scores(
    connection: duckdb.DuckDBPyConnection, table: Table, measured: Measured
) -> Iterator[Measurement]:
    """The mean score of each kind of survey and scale, as a number from 0 (the lowest of the scale) to 1."""
    for kind, mean in connection.execute(
        f"""
        select kind, avg((score - lowest) / (highest - lowest))
        from (
            select
                concat_ws(' ', lower(trim(kind)), higher_is, scale_min || '–' || scale_max) as kind, score,
                coalesce(scale_min, if(kind = 'nps', 0, 1)) as lowest,
                coalesce(scale_max, case kind when 'nps' then 10 when 'ces' then 7 else 5 end) as highest
            from {address(table)}
            where score between lowest and highest
        )
        group by kind having count(*) >= 50 order by kind
        """
    ).fetchall():
        yield from measured("all", "mean_score", "score", kind, mean)


def rows_of_days(
    connection: duckdb.DuckDBPyConnection, dated: str, newest: datetime, measured: Measured
) -> Iterator[Measurement]:
    """The rows of each of the last 14 whole days, the median of the same weekday in the eight weeks before these, and
    the share of the rows of each hour of the day."""
    today = f"'{newest}'::date"
    for day, count, usual in connection.execute(
        f"""
        with by_day as (
            select _happened_at::date as day, count(*) as rows from {dated}
            where _happened_at >= {today} - 70 and _happened_at < {today} group by 1
        ),
        oldest as (select min(_happened_at)::date as day from {dated}),
        calendar as (
            select unnest(generate_series({today} - 70, {today} - 1, interval 1 day))::date as day
        ),
        counted as (
            select calendar.day, coalesce(by_day.rows, 0) as rows
            from calendar left join by_day using (day) where calendar.day > (select day from oldest)
        )
        select later.day, any_value(later.rows), if(count(earlier.day) >= 4, median(earlier.rows), null)
        from counted as later
        left join counted as earlier
            on weekday(earlier.day) = weekday(later.day) and earlier.day < {today} - 14
        where later.day >= {today} - 14
        group by later.day order by later.day
        """
    ).fetchall():
        yield from measured("recent", "rows_of_day", "", str(day), count)
        yield from measured("recent", "usual_rows_of_day", "", str(day), usual)
    for hour, share in connection.execute(
        f"select hour(_happened_at), count(*) / sum(count(*)) over () from {dated} "
        "where _happened_at is not null group by 1 order by 1"
    ).fetchall():
        yield from measured("all", "hour_share", "", f"{hour:02}", share)
