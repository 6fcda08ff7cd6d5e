"""This landing beside the last one that was accepted.

`quality.landing` has the measurements of this landing, `quality.measurements` those of every landing that was accepted,
`quality.changes` this landing beside the newest other one. Expectations read them like any table.

A landing is known by its measurements: the same rows are the same landing, however often they are checked, and are
compared with the landing before. A landing that a gate refuses is not kept, or the next one would be compared with it.
"""

import hashlib
import json

import duckdb

from customer_performance.core.database import first_row
from customer_performance.core.paths import PROJECT
from customer_performance.core.sql import literal
from customer_performance.guard.profile import measure

CHANGES = "quality.changes"
AGGREGATES = (CHANGES, "quality.landing")
COLUMNS = (
    "table_name varchar, scope varchar, measure varchar, column_name varchar, word varchar, value double"
)


def make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of this module where they are not there."""
    connection.execute("create schema if not exists quality")
    connection.execute(f"create table if not exists quality.landing ({COLUMNS})")
    connection.execute(f"create table if not exists quality.measurements (landing_id varchar, {COLUMNS})")
    connection.execute(
        "create table if not exists quality.landings "
        "(landing_id varchar, accepted_at timestamp, changes_accepted boolean)"
    )


def compare(connection: duckdb.DuckDBPyConnection) -> None:
    """Measure what has landed, and fill quality.changes with this landing beside the one before.

    A landing whose changes were accepted is put beside itself, so that they are not found again.
    """
    make_tables(connection)
    connection.execute("delete from quality.landing")
    for seed in ("status_words", "ticket_type_words"):
        words = literal(str(PROJECT / "seeds" / f"{seed}.csv"))
        connection.execute(
            f"create or replace table quality.{seed} as "
            f"select distinct lower(trim(word)) as word from read_csv({words}, all_varchar = true)"
        )
    found = measure(connection)
    if found:
        connection.execute(
            f"insert into quality.landing select {', '.join(f'row[{n}]' for n in range(1, 7))} "
            """from (select unnest(from_json(?::json, '[["varchar"]]')) as row)""",
            [json.dumps(found)],
        )
    connection.execute(
        """
        create or replace table quality.changes as
        with reference as (
            select landing_id from quality.landings
            where landing_id <> $landing or changes_accepted
            order by landing_id = $landing desc, accepted_at desc limit 1
        ),
        earlier as (from quality.measurements semi join reference using (landing_id)),
        sizes as (
            select table_name, scope, earlier.value as rows_before, landing.value as rows_now
            from earlier inner join quality.landing as landing using (table_name, scope, measure)
            where measure = 'rows'
        )
        select
            table_name, scope, measure, column_name, word, rows_before, rows_now,
            -- a word that nobody used has no share; but a column that was not asked about was not filled either
            if(measure like '%_share' and measure <> 'null_share', coalesce(earlier.value, 0), earlier.value) as before,
            if(measure like '%_share' and measure <> 'null_share', coalesce(landing.value, 0), landing.value) as now
        from earlier
        full outer join quality.landing as landing using (table_name, scope, measure, column_name, word)
        inner join sizes using (table_name, scope)
        """,
        {"landing": landing_id(connection)},
    )


def landing_id(connection: duckdb.DuckDBPyConnection) -> str:
    """A hash of the measurements of this landing."""
    found = connection.execute("from quality.landing order by all").fetchall()
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()[:16]


def accept(connection: duckdb.DuckDBPyConnection, changes_accepted: bool) -> None:
    """Keep the measurements of this landing, with which the next one will be compared."""
    landing = landing_id(connection)
    (before,) = first_row(
        connection, "select bool_or(changes_accepted) from quality.landings where landing_id = ?", [landing]
    )
    drop_landing(connection)
    connection.execute(
        "insert into quality.landings values (?, now()::timestamp, ?)",
        [landing, bool(before or changes_accepted)],
    )
    connection.execute("insert into quality.measurements select ?, * from quality.landing", [landing])


def drop_landing(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep no measurement of this landing."""
    landing = landing_id(connection)
    for table in ("landings", "measurements"):
        connection.execute(f"delete from quality.{table} where landing_id = ?", [landing])
