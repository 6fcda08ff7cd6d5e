"""The two gates: the raw tables are checked before dbt, the marts before publishing.

Great Expectations says which expectations fail (validation.py). How many rows are behind a failure is counted here;
which rows these are is shown by a query, for those who may read the build file.
"""

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from customer_performance.core.build_file import columns_of
from customer_performance.core.database import connect
from customer_performance.core.errors import RunError
from customer_performance.core.paths import PROJECT, Layout
from customer_performance.core.progress import SILENT, Progress
from customer_performance.guard import drift
from customer_performance.guard.suites import Expectation, read_suites
from customer_performance.guard.validation import count_rows, validate

ACCEPTING = """
If a change since the last landing is as it should be (a purge, a new system, another unit), accept it, once:
  customer-performance build --accept-changes    (or: guard raw --accept-changes)"""
# One row for each metric, without a word of the data: its rows can be shown.
READINESS = "marts.metric_readiness"
SHOWN_ROWS = 20
# The columns of quality.run_results after run_at and gate, as attributes of an expectation.
RESULT_COLUMNS = (
    "suite",
    "table",
    "label",
    "why",
    "severity",
    "status",
    "unexpected_rows",
    "table_rows",
    "query",
)


def guard(
    gate: str,
    layout: Layout,
    quality: Path = PROJECT / "quality",
    accept_changes: bool = False,
    progress: Progress = SILENT,
) -> str:
    """Check all tables of a gate (raw or marts) by the suites in the folder `quality`. Returns what was done.

    Raises RunError where a critical expectation fails. With `accept_changes`, those on changes since the last
    landing do not count, and this landing is the one that the next is compared with.
    """
    if not layout.database.exists():
        raise RunError(f"{layout.database} does not exist: land first.")
    expectations = read_suites(quality, gate)
    with connect(layout.database) as connection:
        drift.make_tables(connection)
        if gate == "raw":
            progress.reach("measuring what has landed")
            drift.compare(connection)
    asked = leave_out_empty_tables(expectations, layout.database)
    if asked:
        progress.reach("loading Great Expectations", 0, len(asked))
        validate(gate, asked, layout, progress=progress)
    count_unexpected(asked, layout.database)
    append_results(gate, expectations, layout.database)

    failed = [expectation for expectation in asked if expectation.status == "failed"]
    critical = [
        expectation
        for expectation in failed
        if expectation.severity == "critical" and not (accept_changes and expectation.table == drift.CHANGES)
    ]
    with connect(layout.database) as connection:
        if critical:
            drift.drop_landing(connection)
        elif gate == "raw":
            drift.accept(connection, accept_changes)
    if critical:
        warnings = [expectation for expectation in failed if expectation not in critical]
        failures = "\n\n".join(failure_text(each, layout.database) for each in critical + warnings)
        changes = any(expectation.table == drift.CHANGES for expectation in critical)
        raise RunError(
            f"{failures}\n\n{len(critical)} critical of {len(failed)} failed expectations."
            f"\nThe queries are for the build file: duckdb -readonly {layout.database}"
            + (ACCEPTING if changes else "")
        )
    for expectation in failed:
        progress.say(failure_text(expectation, layout.database) + "\n")
    tables = len({expectation.table for expectation in asked})
    unheard = any(each.table == drift.CHANGES and each.status == "empty" for each in expectations)
    return f"{len(asked)} expectations on {tables} tables, {len(failed)} warnings" + (
        "; no history yet to compare with" if unheard else ""
    )


def leave_out_empty_tables(expectations: list[Expectation], database: Path) -> list[Expectation]:
    """The expectations to be checked. The others are on empty tables, or on such that the build left out, and get the
    status `empty`."""
    with connect(database, read_only=True) as connection:
        has_rows = {}
        for table in {expectation.table for expectation in expectations}:
            try:
                has_rows[table] = bool(connection.execute(f"select 1 from {table} limit 1").fetchall())
            except duckdb.CatalogException as error:
                if not all(each.if_built for each in expectations if each.table == table):
                    raise RunError(f"{table} has expectations but does not exist in {database}.") from error
    for expectation in expectations:
        if not has_rows.get(expectation.table, False) and not (
            expectation.even_if_empty and expectation.table in has_rows
        ):
            expectation.status = "empty"
    return [expectation for expectation in expectations if expectation.status != "empty"]


def count_unexpected(asked: list[Expectation], database: Path) -> None:
    """Count the rows behind each failure, without reading a value."""
    with connect(database, read_only=True) as connection:
        for expectation in asked:
            if expectation.status == "failed":
                expectation.unexpected_rows = count_rows(connection, expectation, expectation.query)
                expectation.table_rows = count_rows(connection, expectation, f"from {expectation.table}")


def append_results(gate: str, expectations: list[Expectation], database: Path) -> None:
    """Append the answers to quality.run_results in the build file, where they outlive rebuilds."""
    now = datetime.now(UTC).replace(tzinfo=None)
    with connect(database) as connection:
        connection.execute("create schema if not exists quality")
        connection.execute(
            """
            create table if not exists quality.run_results (
                run_at timestamp, gate varchar, suite varchar, table_name varchar, expectation varchar,
                why varchar, severity varchar, status varchar, unexpected_rows bigint, table_rows bigint,
                query varchar
            )
            """
        )
        if "door" in columns_of(connection)["quality", "run_results"]:  # its name in earlier build files
            connection.execute("alter table quality.run_results rename column door to gate")
        connection.executemany(
            f"insert into quality.run_results values ({', '.join('?' * 11)})",
            [
                (now, gate, *(getattr(expectation, name) for name in RESULT_COLUMNS))
                for expectation in expectations
            ],
        )


def failure_text(expectation: Expectation, database: Path) -> str:
    """What is said of a failed expectation: how many rows are behind it, why it matters, and how to see them."""
    rows = f"{expectation.unexpected_rows:,} of {expectation.table_rows:,} rows"
    if expectation.name == "expect_no_rows":
        rows = f"the query should give no rows, and gives {expectation.unexpected_rows:,}"
    allowed = expectation.arguments.get("mostly")
    if allowed is not None:
        rows += f"; up to {1 - allowed:.2%} of those with a value are accepted"
    if expectation.table in (*drift.AGGREGATES, READINESS):
        rows += "".join(f"\n    {line}" for line in first_rows(expectation, database))
    return (
        f"{expectation.severity.upper()} {expectation.table}: {expectation.label}\n"
        f"  {rows}\n"
        f"  why: {expectation.why}\n"
        f"  see: {expectation.query}"
    )


def first_rows(expectation: Expectation, database: Path) -> list[str]:
    """The first rows behind a failure, and how many more there are. Only for tables of aggregates, since they are
    shown."""
    with connect(database, read_only=True) as connection:
        found = connection.execute(f"from ({expectation.query}) limit {SHOWN_ROWS}")
        names = [column[0] for column in found.description]
        lines = [
            ", ".join(
                f"{name} {shown_value(value)}" for name, value in zip(names, row, strict=True) if value != ""
            )
            for row in found.fetchall()
        ]
    unseen = (expectation.unexpected_rows or 0) - len(lines)
    return [*lines, f"and {unseen:,} more"] if unseen > 0 else lines


def shown_value(value: object) -> str:
    return f"{value:,.6g}" if isinstance(value, float) else str(value)
