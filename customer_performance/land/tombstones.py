"""Who is forgotten: for each person a keyed tombstone, from which the id cannot be read, and the conditions in SQL by
which rows are theirs.

A tombstone is of an id with its source before it (core/id_spaces.py), so it is nobody's of another system. Those that
were made before ids had a source are of that id in every source, as they were when they were made.
"""

import duckdb

from customer_performance.core.build_file import address
from customer_performance.core.contract import Column, Table
from customer_performance.core.id_spaces import IdSpaces, qualified_id
from customer_performance.core.sql import literal, name


def prepare_tombstones(connection: duckdb.DuckDBPyConnection) -> None:
    """Make their table, and what a build file of before lacks of it."""
    connection.execute(
        "create table if not exists raw.forgotten (kind varchar, tombstone varchar, forgotten_at timestamp)"
    )
    connection.execute("alter table raw.forgotten add column if not exists is_qualified boolean")


def set_tombstones(connection: duckdb.DuckDBPyConnection, people: list[tuple[str, str]]) -> None:
    """Store a tombstone for each (kind, id with its source)."""
    for kind, identity in people:
        connection.execute(
            f"insert into raw.forgotten select {literal(kind)}, tombstone, now()::timestamp, true"
            f" from (select {tombstone(kind, '?')} as tombstone)"
            " where tombstone not in (select tombstone from raw.forgotten where is_qualified)",
            [identity],
        )


def tombstone(kind: str, identity: str) -> str:
    """An SQL expression: the keyed hash of an id."""
    key = "(select pseudonym_key from raw.pseudonym_key)"
    return f"sha256({key} || '|forgotten {kind}|' || trim({identity}))"


def widen(connection: duckdb.DuckDBPyConnection, table: Table, spaces: IdSpaces, kind: str) -> None:
    """Store tombstones for the contacts of forgotten accounts, or for the tickets of forgotten people (the kind): of
    the rows of a table of which each is one's record."""
    if table.rows_of != kind or not table.record_id:
        return
    added = tombstone(kind, qualified_id(spaces, table.source, table.name, table.record_id))
    connection.execute(
        f"insert into raw.forgotten select distinct {literal(kind)}, {added}, now()::timestamp, true"
        f" from {address(table)} where ({are_forgotten(table, spaces)}) and {name(table.record_id)} is not null"
        f" and {added} not in (select tombstone from raw.forgotten where is_qualified)"
    )


def are_forgotten(table: Table, spaces: IdSpaces) -> str:
    """An SQL condition: a row of the table has the id of somebody who is forgotten."""
    return " or ".join(is_forgotten(table, column, spaces) for column in table.columns if column.person)


def is_forgotten(table: Table, column: Column, spaces: IdSpaces) -> str:
    """An SQL condition: a column has the id of a contact, account or ticket that is forgotten."""
    kind = column.kind or ""
    qualified = qualified_id(spaces, table.source, table.name, column.name)
    known = f"select tombstone from raw.forgotten where kind = {literal(kind)}"
    if qualified == f"trim({name(column.name)})":
        return f"coalesce({tombstone(kind, qualified)} in ({known}), false)"
    return (
        f"coalesce({tombstone(kind, qualified)} in ({known} and is_qualified)"
        f" or {tombstone(kind, name(column.name))} in ({known} and is_qualified is null), false)"
    )
