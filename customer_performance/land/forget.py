"""Forget a person: everything that says who they are leaves the build file, and does not come back.

The columns that the contract marks as `person` (the id of a contact or account) or `personal` are emptied in the raw
tables, in the rows of the person and in all rows of their tickets (by the columns marked as `ticket`). The rows
themselves stay and count on, such as tickets, calls and answers; only a row of which the id is a required column is
deleted. A keyed tombstone of the person remains. By it, a later landing of the same files takes the person out again.
DuckDB leaves deleted values in the pages of its file, so the raw tables are written to a new file, from which the
marts are built again.
"""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import duckdb

from customer_performance.core.build_file import ADDED, address, columns_of, transaction
from customer_performance.core.contract import LOAD_LOG, Contract, Table, load_contract
from customer_performance.core.database import BUILD_FORMAT, connect, first_row
from customer_performance.core.errors import RunError
from customer_performance.core.paths import Layout
from customer_performance.core.progress import Progress
from customer_performance.core.sql import literal, name

KEPT_SCHEMAS = ("raw", "quality")  # and raw_<vendor>; dbt builds everything else from these
# Old and new values of these fields are words of the service desk. Those of other fields may be texts of a person, such
# as a subject that was changed.
DESK_FIELDS = ("status", "assignee", "team", "priority", "channel")
# This table exists while deleted values can still be read in pages of the build file.
TO_BE_REWRITTEN = "to_be_rewritten"


def forget(layout: Layout, contacts: Iterable[str], accounts: Iterable[str]) -> str:
    """Take the people with these ids, as the source writes them, out of the build file. Returns what was done.

    Raises RunError where nothing has landed, where no row has one of the ids, and where an account is that of a
    company; in all these cases nobody is forgotten.
    """
    people = [("contact", identity) for identity in contacts] + [("account", each) for each in accounts]
    if not people or not all(identity.strip() for _, identity in people):
        raise RunError(
            "Nobody was named. Name people by --contact or --account, with their id as the source writes it."
        )
    if not layout.database.exists():
        raise RunError(f"{layout.database} does not exist: nothing has landed.")
    contract = load_contract()
    with connect(layout.database) as connection:
        for kind, identity in people:
            if kind == "account" and is_company(connection, identity):
                raise RunError(
                    f"account {identity} is not marked is_person. A company is no person; forget its contacts by "
                    "--contact."
                )
        strangers = [
            f"{kind} {each}" for kind, each in people if not is_known(connection, contract, kind, each)
        ]
        if strangers:
            raise RunError(
                f"Nothing that has landed knows {', '.join(strangers)}, so nobody was forgotten. Write the id as the "
                "source does; large and small letters differ."
            )
        others = private_customers(connection, people)
        with transaction(connection):
            connection.execute(
                "create table if not exists raw.forgotten (kind varchar, tombstone varchar, forgotten_at timestamp)"
            )
            set_tombstones(connection, people)
            rows = take_out(connection, contract)
            ask_for_rewrite(connection)
    sweep(layout)
    rewrite(layout.database)
    said = (
        f"{rows:,} rows changed or removed, {layout.database} written anew. The landing files are yours and as they "
        "were: while they hold the person, each landing takes the person out again."
    )
    for account in others:
        said += f"\n  Their private customer's account {account} is still there: forget it by --account {account}."
    return said


def is_known(connection: duckdb.DuckDBPyConnection, contract: Contract, kind: str, identity: str) -> bool:
    """Whether a row that landed or was rejected has the id, or the person with this id was forgotten before."""
    there = columns_of(connection)
    asked = [
        f"select 1 from {address(table)} where trim({name(column.name)}) = trim($identity)"
        for source, tables in contract.items()
        if source != LOAD_LOG
        for table in tables.values()
        if (table.schema, table.name) in there
        for column in table.columns
        if column.person == kind
    ]
    asked.append("select 1 from raw.rejected_rows where contains(row_text, trim($identity))")
    if ("raw", "forgotten") in there:
        asked.append(f"select 1 from raw.forgotten where tombstone = {tombstone(kind, '$identity')}")
    query = f"select 1 where {' or '.join(f'exists ({each})' for each in asked)}"
    return bool(connection.execute(query, {"identity": identity}).fetchall())


def private_customers(connection: duckdb.DuckDBPyConnection, people: list[tuple[str, str]]) -> list[str]:
    """The accounts of private customers to which the contacts belong, and which are not among the people themselves."""
    rows = connection.execute(
        """
        select distinct trim(accounts.account_id)
        from raw.accounts as accounts
        inner join raw.contacts as contacts on trim(accounts.account_id) = trim(contacts.account_id)
        where accounts.is_person and trim(contacts.contact_id) in (select unnest($contacts))
        order by all
        """,
        {"contacts": [identity.strip() for kind, identity in people if kind == "contact"]},
    ).fetchall()
    named = {identity.strip() for kind, identity in people if kind == "account"}
    return [account for (account,) in rows if account not in named]


def sweep(layout: Layout) -> None:
    """Remove files beside the build file in which earlier runs, also broken ones, may have left personal data."""
    shutil.rmtree(layout.logs, ignore_errors=True)  # an error of dbt may have quoted a value
    for left in (layout.spill, layout.database.with_name(layout.database.name + ".tmp")):
        shutil.rmtree(left, ignore_errors=True)
    for left in (layout.build / "landing-rows.csv", layout.target / "run_results.json"):
        left.unlink(missing_ok=True)
    layout.make()


def is_company(connection: duckdb.DuckDBPyConnection, account: str) -> bool:
    return bool(
        connection.execute(
            "select 1 from raw.accounts where trim(account_id) = ? having not bool_or(coalesce(is_person, false))",
            [account],
        ).fetchall()
    )


def set_tombstones(connection: duckdb.DuckDBPyConnection, people: list[tuple[str, str]]) -> None:
    """Store a tombstone for each person, from which the id cannot be read."""
    for kind, identity in people:
        connection.execute(
            f"insert into raw.forgotten select {literal(kind)}, tombstone, now()::timestamp"
            f" from (select {tombstone(kind, '?')} as tombstone)"
            " where tombstone not in (select tombstone from raw.forgotten)",
            [identity],
        )


def tombstone(kind: str, value: str) -> str:
    """An SQL expression: the keyed hash of an id."""
    key = "(select pseudonym_key from raw.pseudonym_key)"
    return f"sha256({key} || '|forgotten {kind}|' || trim({value}))"


def take_out(connection: duckdb.DuckDBPyConnection, contract: Contract) -> int:
    """Take everybody who has a tombstone out of all raw tables; return the number of rows changed or removed."""
    if not connection.execute("select 1 from raw.forgotten limit 1").fetchall():
        return 0
    there = columns_of(connection)
    tables = [table for source, each in contract.items() if source != LOAD_LOG for table in each.values()]
    for kind in ("contact", "ticket"):  # in this order, since tickets of these contacts are forgotten as well
        for table in tables:
            if table.rows_of == kind and table.record_id:
                widen(connection, table, kind, table.record_id)
    rows = sum(clear_table(connection, table, list(there[table.schema, table.name])) for table in tables)
    # The text of a rejected row may name a person anywhere.
    texts = "update raw.rejected_rows set value = null, row_text = null where coalesce(value, row_text) is not null"
    return rows + first_row(connection, texts)[0]


def widen(connection: duckdb.DuckDBPyConnection, table: Table, kind: str, record_id: str) -> None:
    """Store tombstones for the contacts of forgotten accounts, or for the tickets of forgotten people (the kind)."""
    added = tombstone(kind, name(record_id))
    connection.execute(
        f"insert into raw.forgotten select distinct {literal(kind)}, {added}, now()::timestamp"
        f" from {address(table)} where ({are_forgotten(table)}) and {name(record_id)} is not null"
        f" and {added} not in (select tombstone from raw.forgotten)"
    )


def are_forgotten(table: Table) -> str:
    """An SQL condition: a row of the table has the id of somebody who is forgotten."""
    return " or ".join(is_forgotten(column.person, column.name) for column in table.columns if column.person)


def is_forgotten(kind: str, column: str) -> str:
    """An SQL condition: a column has the id of a contact, account or ticket (the kind) that is forgotten."""
    known = f"(select tombstone from raw.forgotten where kind = {literal(kind)})"
    return f"coalesce({tombstone(kind, name(column))} in {known}, false)"


def clear_table(connection: duckdb.DuckDBPyConnection, table: Table, there: list[str]) -> int:
    """Empty what says who somebody is, in the rows of forgotten people and of their tickets; delete a row of which the
    id is required. Returns the number of rows changed or deleted; where it was done before, this is 0."""
    conditions = [is_forgotten(column.kind, column.name) for column in table.columns if column.kind]
    if not conditions:
        return 0
    declared = {column.name for column in table.columns} | ADDED.keys()
    texts = [column.name for column in table.columns if column.is_personal]
    changes = dict.fromkeys([*texts, *(column for column in there if column not in declared)], "null")
    for column in table.columns:
        gone = [is_forgotten(column.person, column.name)] if column.person else []
        if column.value_of:
            gone.append(f"coalesce(lower(trim({name(column.value_of)})) not in {DESK_FIELDS}, true)")
        if gone and not column.is_personal and (column.value_of or not column.is_required):
            changes[column.name] = f"case when {' or '.join(gone)} then null else {name(column.name)} end"
    required = [
        is_forgotten(column.person, column.name)
        for column in table.columns
        if column.person and column.is_required
    ]
    removed = 0
    if required:
        (removed,) = first_row(connection, f"delete from {address(table)} where {' or '.join(required)}")
    if not changes:
        return removed
    listed = ", ".join(f"{name(column)} = {value}" for column, value in changes.items())
    is_left = " or ".join(f"{name(column)} is distinct from {value}" for column, value in changes.items())
    changed = f"update {address(table)} set {listed} where ({' or '.join(conditions)}) and ({is_left})"
    return removed + first_row(connection, changed)[0]


def ask_for_rewrite(connection: duckdb.DuckDBPyConnection) -> None:
    """Note in the build file that it must be written anew, so that the next landing does it where this run is killed
    before. To be called in the transaction that takes people out."""
    connection.execute(f"create table if not exists raw.{TO_BE_REWRITTEN} (since timestamp)")


def is_to_be_rewritten(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether deleted values can still be read in pages of the build file."""
    return ("raw", TO_BE_REWRITTEN) in columns_of(connection)


def rewrite(database: Path) -> None:
    """Write the raw tables, and the history of their quality, to a new build file in place of the old one."""
    fresh = database.with_suffix(".fresh")
    for left_behind in (fresh, fresh.with_name(fresh.name + ".wal")):
        left_behind.unlink(missing_ok=True)
    # By default, DuckDB would write what does not fit into memory to the folder in which the command was started.
    spill = str(database.with_name("spill"))
    with connect(temp_directory=spill, preserve_insertion_order="false") as connection:
        connection.execute(f"attach {literal(str(database))} as old")
        # Without this, a log of changes of the old file (.wal) could remain, which DuckDB would apply to the new one.
        connection.execute("checkpoint old")
        connection.execute(f"attach {literal(str(fresh))} as fresh (storage_version {literal(BUILD_FORMAT)})")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'old'"
        ).fetchall()
        for schema, table in tables:
            is_kept = schema in KEPT_SCHEMAS or schema.startswith("raw_")
            if is_kept and table != TO_BE_REWRITTEN:
                connection.execute(f"create schema if not exists fresh.{name(schema)}")
                connection.execute(
                    f"create table fresh.{name(schema)}.{name(table)} as"
                    f" from old.{name(schema)}.{name(table)}"
                )
        connection.execute("detach fresh")
    os.replace(fresh, database)


def forget_again(connection: duckdb.DuckDBPyConnection, contract: Contract, progress: Progress) -> None:
    """After landing, take out again the people who were forgotten and came back with the files."""
    with transaction(connection):
        rows = take_out(connection, contract)
        if rows:
            ask_for_rewrite(connection)
    if rows:
        progress.say(f"  {rows:,} rows of people who were forgotten: taken out again")
