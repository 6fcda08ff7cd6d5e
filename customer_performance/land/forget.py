"""Forget a person: everything that says who they are leaves the build file, and does not come back.

What the contract marks as `person` (an id of a contact or account) or `personal` is taken out of the raw tables:
from the rows of the person, and from all rows of their tickets. Tickets, calls and answers stay, and count on;
a row that may not be without the id goes. What remains of the person is a keyed tombstone, by which landing the
same files again takes the person out again. DuckDB leaves what was deleted in the pages of its file, so the raw
tables are written to a new one; the marts are built again from there.
"""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import duckdb

from customer_performance.core.build_file import ADDED, address, columns_of, transaction
from customer_performance.core.contract import LOAD_LOG, Contract, Table, load_contract
from customer_performance.core.database import connect, first_row
from customer_performance.core.errors import PipelineError
from customer_performance.core.paths import Layout
from customer_performance.core.progress import Progress
from customer_performance.core.sql import literal, name

KEPT_SCHEMAS = ("raw", "quality")  # and raw_<vendor>; everything else is built from them
# The words of these fields are the desk's. Any other may be a text, such as a subject that was changed.
DESK_FIELDS = ("status", "assignee", "team", "priority", "channel")
TICKET = {"files": "ticket_id", "servicenow": "number"}  # the column by which rows belong to a ticket
# There while the build file still has pages in which what was taken out can be read.
TO_BE_REWRITTEN = "to_be_rewritten"
# Of whom, in which table, more is forgotten than the people named: the kind and the column of it.
WIDENED = {
    "contacts": ("contact", "contact_id"),
    "tickets": ("ticket", "ticket_id"),
    "incident_history": ("ticket", "number"),
}


def forget(layout: Layout, contacts: Iterable[str], accounts: Iterable[str]) -> str:
    """Take the people with these ids (as the source writes them) out of the build file.

    Raises PipelineError where nothing has landed, or an account is not that of a private person.
    """
    people = [("contact", identity) for identity in contacts] + [("account", each) for each in accounts]
    if not people or not all(identity.strip() for _, identity in people):
        raise PipelineError("Whom? Name them by --contact or --account, as the source writes their id.")
    if not layout.database.exists():
        raise PipelineError(f"{layout.database} does not exist: nothing has landed.")
    contract = load_contract()
    with connect(layout.database) as connection:
        for kind, identity in people:
            if kind == "account" and is_company(connection, identity):
                raise PipelineError(
                    f"account {identity} is not marked is_person. Companies are no persons; forget their "
                    "contacts by --contact."
                )
        strangers = [
            f"{kind} {each}" for kind, each in people if not is_known(connection, contract, kind, each)
        ]
        if strangers:
            raise PipelineError(
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
    """Whether anything that landed, or was turned away, has the id; or whoever has it was forgotten before."""
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
    """The accounts of private customers that belong to the contacts, and are not to be forgotten themselves."""
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
    """Remove what runs before, also broken ones, may have left beside the build file."""
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
    """Set a tombstone for each; the id cannot be read from it."""
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
    """Take all who are remembered as forgotten out of all raw tables; return the number of rows concerned."""
    if not connection.execute("select 1 from raw.forgotten limit 1").fetchall():
        return 0
    there = columns_of(connection)
    tables = [table for source, each in contract.items() if source != LOAD_LOG for table in each.values()]
    for table in tables:
        widen(connection, table)
    rows = sum(clear_table(connection, table, list(there[table.schema, table.name])) for table in tables)
    # The text of a row that was turned away may name them anywhere.
    texts = "update raw.rejected_rows set value = null, row_text = null where coalesce(value, row_text) is not null"
    return rows + first_row(connection, texts)[0]


def widen(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """The contacts of a forgotten account are forgotten, too, and so is what was said on their tickets."""
    if table.name not in WIDENED:
        return
    kind, key = WIDENED[table.name]
    connection.execute(
        f"insert into raw.forgotten select distinct {literal(kind)}, {tombstone(kind, key)}, now()::timestamp"
        f" from {address(table)} where ({are_forgotten(table)})"
        f" and {tombstone(kind, key)} not in (select tombstone from raw.forgotten)"
    )


def are_forgotten(table: Table) -> str:
    return " or ".join(is_forgotten(column.person, column.name) for column in table.columns if column.person)


def is_forgotten(kind: str, column: str) -> str:
    known = f"(select tombstone from raw.forgotten where kind = {literal(kind)})"
    return f"coalesce({tombstone(kind, name(column))} in {known}, false)"


def clear_table(connection: duckdb.DuckDBPyConnection, table: Table, there: list[str]) -> int:
    """Null what says who they are in the rows of the forgotten and of their tickets; return how many these are,
    which is none where it was done before."""
    people = [(column, column.person) for column in table.columns if column.person]
    tickets = [column.name for column in table.columns if column.name == TICKET.get(table.source)]
    conditions = [is_forgotten(kind, column.name) for column, kind in people]
    conditions += [is_forgotten("ticket", column) for column in tickets]
    if not conditions:
        return 0
    declared = {column.name for column in table.columns} | ADDED.keys()
    texts = [column.name for column in table.columns if column.is_personal]
    changes = dict.fromkeys([*texts, *(column for column in there if column not in declared)], "null")
    for column, kind in people:
        gone = is_forgotten(kind, column.name)
        if column.name in ("old_value", "new_value"):
            gone += f" or lower(trim(field)) not in {DESK_FIELDS}"
        if not column.is_required:
            changes[column.name] = f"case when {gone} then null else {name(column.name)} end"
    required = [is_forgotten(kind, column.name) for column, kind in people if column.is_required]
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
    """In one transaction with what is taken out: a run that ends before the file is written anew leaves that to the
    next landing."""
    connection.execute(f"create table if not exists raw.{TO_BE_REWRITTEN} (since timestamp)")


def is_to_be_rewritten(connection: duckdb.DuckDBPyConnection) -> bool:
    return ("raw", TO_BE_REWRITTEN) in columns_of(connection)


def rewrite(database: Path) -> None:
    """Write what was landed, and the history of its quality, to a new file in place of the old one."""
    fresh = database.with_suffix(".fresh")
    for left_behind in (fresh, fresh.with_name(fresh.name + ".wal")):
        left_behind.unlink(missing_ok=True)
    # By default, what does not fit into memory would be spilled into the folder that somebody happens to be in.
    spill = str(database.with_name("spill"))
    with connect(temp_directory=spill, preserve_insertion_order="false") as connection:
        connection.execute(f"attach {literal(str(database))} as old")
        # No log of changes may be left that would be read into the new file in the place of the old one.
        connection.execute("checkpoint old")
        connection.execute(f"attach {literal(str(fresh))} as fresh")
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
    """After landing: take out again whoever was forgotten and has come back."""
    with transaction(connection):
        rows = take_out(connection, contract)
        if rows:
            ask_for_rewrite(connection)
    if rows:
        progress.say(f"  {rows:,} rows of people who were forgotten: taken out again")
