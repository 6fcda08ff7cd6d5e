"""Forget a person: everything that says who they are leaves the build file, and does not come back.

The columns that the contract marks as `person` (the id of a contact or account) or `personal` are emptied in the raw
tables, in the rows of the person and in all rows of their tickets (by the columns marked as `ticket`). The rows
themselves stay and count on, such as tickets, calls and answers; only a row of which the id is a required column is
deleted. A keyed tombstone of the person remains (tombstones.py). By it, a later landing of the same files takes the
person out again.
DuckDB leaves deleted values in the pages of its file, so the raw tables are written to a new file, from which the
marts are built again.
"""

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from customer_performance.core.build_file import ADDED, address, columns_of, transaction
from customer_performance.core.contract import LOAD_LOG, PLAIN, Contract, Table, load_contract
from customer_performance.core.database import BUILD_FORMAT, connect, first_row
from customer_performance.core.errors import RunError
from customer_performance.core.id_spaces import IdSpaces, in_full, qualified_id, read_id_spaces
from customer_performance.core.paths import Layout
from customer_performance.core.progress import SILENT, Progress
from customer_performance.core.sql import literal, name
from customer_performance.core.variables import project_variables
from customer_performance.land.linked import also_known_as, has_lines, seed_of
from customer_performance.land.tombstones import (
    is_forgotten,
    prepare_tombstones,
    set_tombstones,
    tombstone,
    widen,
)

KEPT_SCHEMAS = ("raw", "quality")  # and raw_<vendor>; dbt builds everything else from these
# This table exists while deleted values can still be read in pages of the build file.
TO_BE_REWRITTEN = "to_be_rewritten"


def forget(
    layout: Layout,
    contacts: Iterable[str],
    accounts: Iterable[str],
    variables: Mapping[str, Any] | None = None,
    progress: Progress = SILENT,
) -> str:
    """Take the people with these ids out of the build file: an id as the files write it, or `<source>/<id>`. Who has
    further ids is named, and forgotten by all of them. Returns what was done. `variables` override the vars of
    dbt_project.yml.

    Raises RunError where nothing has landed, where no row has one of the ids, where an account is that of a company,
    and where nobody knows yet which ids are linked; in all these cases nobody is forgotten.
    """
    people = [("contact", in_full(each.strip())) for each in contacts] + [
        ("account", in_full(each.strip())) for each in accounts
    ]
    if not people or not all(identity for _, identity in people):
        raise RunError(
            "Nobody was named. Name people by --contact or --account, with their id as the source writes it."
        )
    if not layout.database.exists():
        raise RunError(f"{layout.database} does not exist: nothing has landed.")
    contract = load_contract()
    variables = project_variables() | dict(variables or {})
    spaces = read_id_spaces(variables, contract)
    with connect(layout.database) as connection:
        refuse_companies(connection, spaces, people)
        prepare_tombstones(connection)
        known = IdsThatLanded(connection, contract, spaces)
        strangers = [known.stranger(*person) for person in people if not known.has(*person)]
        if strangers:
            raise RunError(
                f"Nothing that has landed knows {', '.join(strangers)}, so nobody was forgotten. Write the id as the "
                "source does, after <source>/ where that is not files; large and small letters differ."
            )
        linked = with_links(connection, known, people, variables)
        people += [(kind, other) for kind, _, others in linked for other in others]
        refuse_companies(connection, spaces, people, "which is linked to one who was named")
        # Contacts of a private customer go with it, so what they are linked to does so, too.
        theirs = [("contact", each) for each in contacts_of(connection, contract, spaces, people)]
        linked_of_theirs = with_links(connection, known, theirs, variables)
        people += [(kind, other) for kind, _, others in linked_of_theirs for other in others]
        for kind, identity, others in linked + linked_of_theirs:
            progress.say(f"  {kind} {identity} is linked to {', '.join(others)}: forgotten in all of these")
        others_of_contacts = private_customers(connection, spaces, people)
        with transaction(connection):
            set_tombstones(connection, people)
            rows = take_out(connection, contract, spaces)
            ask_for_rewrite(connection)
    sweep(layout)
    rewrite(layout.database)
    said = (
        f"{rows:,} rows changed or removed, {layout.database} written anew. The landing files are yours and as they "
        "were: while they hold the person, each landing takes the person out again."
    )
    kinds = {kind for kind, _, _ in linked + linked_of_theirs}
    seeds = [seed_of(kind) for kind in sorted(kinds) if has_lines(kind)]
    if seeds:
        said += f"\n  Take their lines out of {' and '.join(seeds)} as well: each build reads them."
    for account in others_of_contacts:
        said += f"\n  Their private customer's account {account} is still there: forget it by --account {account}."
    return said


class IdsThatLanded:
    """The ids of people in what landed or was rejected, and of those who were forgotten."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, contract: Contract, spaces: IdSpaces):
        self.connection, self.spaces = connection, spaces
        self.sources = [source for source in contract if source not in (LOAD_LOG, PLAIN)]
        there = columns_of(connection)
        self.columns = [
            (table, column)
            for source, tables in contract.items()
            if source != LOAD_LOG
            for table in tables.values()
            if (table.schema, table.name) in there
            for column in table.columns
            if column.person
        ]

    def has(self, kind: str, identity: str) -> bool:
        """Whether a row has the id, or the person with this id was forgotten before."""
        asked = [
            f"select 1 from {address(table)}"
            f" where {qualified_id(self.spaces, table.source, table.name, column.name)} = $identity"
            for table, column in self.columns
            if column.person == kind
        ]
        # A rejected row says nothing of the source before its ids.
        asked.append("select 1 from raw.rejected_rows where contains(row_text, $bare)")
        asked.append(
            f"select 1 from raw.forgotten where tombstone = {tombstone(kind, '$identity')}"
            f" or is_qualified is null and tombstone = {tombstone(kind, '$bare')}"
        )
        query = f"select 1 where {' or '.join(f'exists ({each})' for each in asked)}"
        source, _, rest = identity.partition("/")
        values = {"identity": identity, "bare": rest if source in self.sources else identity}
        return bool(self.connection.execute(query, values).fetchall())

    def stranger(self, kind: str, identity: str) -> str:
        """An id that nothing has, in words, with the sources that have one like it."""
        like = [f"{source}/{identity}" for source in self.sources if self.has(kind, f"{source}/{identity}")]
        return f"{kind} {identity}" + (f" (did you mean {' or '.join(like)}?)" if like else "")


def with_links(
    connection: duckdb.DuckDBPyConnection,
    known: IdsThatLanded,
    people: list[tuple[str, str]],
    variables: Mapping[str, Any],
) -> list[tuple[str, str, list[str]]]:
    """Of those who are known by further ids, that landed and were not named: (kind, id, those further ids)."""
    found = []
    listed = list(people)
    for kind, identity in people:
        others = [
            other
            for other in also_known_as(connection, kind, identity, variables)
            if (kind, other) not in listed and known.has(kind, other)
        ]
        if others:
            found.append((kind, identity, others))
            listed += [(kind, other) for other in others]
    return found


def contacts_of(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    spaces: IdSpaces,
    people: list[tuple[str, str]],
) -> list[str]:
    """The contacts of the accounts among these people, in any source, with their source."""
    accounts = [identity for kind, identity in people if kind == "account"]
    there = columns_of(connection)
    found: set[str] = set()
    for table in (table for tables in contract.values() for table in tables.values()):
        owners = [column.name for column in table.columns if column.person == "account"]
        if (
            not accounts
            or table.rows_of != "contact"
            or not owners
            or (table.schema, table.name) not in there
        ):
            continue
        contact, *owned = (
            qualified_id(spaces, table.source, table.name, column)
            for column in (str(table.record_id), *owners)
        )
        rows = connection.execute(
            f"select distinct {contact} from {address(table)}"
            f" where {' or '.join(f'list_contains($accounts, {owner})' for owner in owned)}",
            {"accounts": accounts},
        ).fetchall()
        found |= {identity for (identity,) in rows if identity}
    return sorted(found)


def private_customers(
    connection: duckdb.DuckDBPyConnection, spaces: IdSpaces, people: list[tuple[str, str]]
) -> list[str]:
    """The accounts of private customers to which the contacts belong, and which are not among the people themselves."""
    accounts, contacts = (
        f"(select *, {qualified_id(spaces, PLAIN, table, key)} as person, "
        f"{qualified_id(spaces, PLAIN, table, 'account_id')} as account from raw.{table})"
        for table, key in (("accounts", "account_id"), ("contacts", "contact_id"))
    )
    rows = connection.execute(
        f"""
        select distinct accounts.account
        from {accounts} as accounts
        inner join {contacts} as contacts on accounts.account = contacts.account
        where accounts.is_person and contacts.person in (select unnest($contacts))
        order by all
        """,
        {"contacts": [identity for kind, identity in people if kind == "contact"]},
    ).fetchall()
    named = {identity for kind, identity in people if kind == "account"}
    return [account for (account,) in rows if account not in named]


def sweep(layout: Layout) -> None:
    """Remove files beside the build file in which earlier runs, also broken ones, may have left personal data."""
    shutil.rmtree(layout.logs, ignore_errors=True)  # an error of dbt may have quoted a value
    for left in (layout.spill, layout.lake, layout.database.with_name(layout.database.name + ".tmp")):
        shutil.rmtree(left, ignore_errors=True)
    for left in (layout.build / "landing-rows.csv", layout.target / "run_results.json"):
        left.unlink(missing_ok=True)
    layout.make()


def refuse_companies(
    connection: duckdb.DuckDBPyConnection,
    spaces: IdSpaces,
    people: list[tuple[str, str]],
    who: str = "",
) -> None:
    """RunError where one of them is the account of a company. `who`: what to say of it."""
    for kind, identity in people:
        if kind == "account" and is_company(connection, spaces, identity):
            raise RunError(
                f"account {identity}{who and f', {who},'} is not marked is_person. A company is no person; forget its "
                "contacts by --contact."
            )


def is_company(connection: duckdb.DuckDBPyConnection, spaces: IdSpaces, account: str) -> bool:
    identity = qualified_id(spaces, PLAIN, "accounts", "account_id")
    query = f"select 1 from raw.accounts where {identity} = ? having not bool_or(coalesce(is_person, false))"
    return bool(connection.execute(query, [account]).fetchall())


def take_out(connection: duckdb.DuckDBPyConnection, contract: Contract, spaces: IdSpaces) -> int:
    """Take everybody who has a tombstone out of all raw tables; return the number of rows changed or removed."""
    if not connection.execute("select 1 from raw.forgotten limit 1").fetchall():
        return 0
    there = columns_of(connection)
    tables = [table for source, each in contract.items() if source != LOAD_LOG for table in each.values()]
    for kind in ("contact", "ticket"):  # in this order, since tickets of these contacts are forgotten as well
        for table in tables:
            widen(connection, table, spaces, kind)
    rows = sum(
        clear_table(connection, table, spaces, list(there[table.schema, table.name])) for table in tables
    )
    # The text of a rejected row may name a person anywhere.
    texts = "update raw.rejected_rows set value = null, row_text = null where coalesce(value, row_text) is not null"
    return rows + first_row(connection, texts)[0]


def clear_table(
    connection: duckdb.DuckDBPyConnection, table: Table, spaces: IdSpaces, there: list[str]
) -> int:
    """Empty what says who somebody is, in the rows of forgotten people and of their tickets; delete a row of which the
    id is required. Returns the number of rows changed or deleted; where it was done before, this is 0."""
    conditions = [is_forgotten(table, column, spaces) for column in table.columns if column.kind]
    if not conditions:
        return 0
    declared = {column.name for column in table.columns} | ADDED.keys()
    texts = [column.name for column in table.columns if column.is_personal]
    changes = dict.fromkeys([*texts, *(column for column in there if column not in declared)], "null")
    for column in table.columns:
        gone = [is_forgotten(table, column, spaces)] if column.person else []
        if column.value_of:
            # Values of other fields may be texts of a person, such as a subject that was changed.
            kept = ", ".join(map(literal, fields_of_the_desk(table, column.value_of))) or "null"
            gone.append(f"coalesce(lower(trim({name(column.value_of)})) not in ({kept}), true)")
        if gone and not column.is_personal and (column.value_of or not column.is_required):
            changes[column.name] = f"case when {' or '.join(gone)} then null else {name(column.name)} end"
    required = [
        is_forgotten(table, column, spaces)
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


def fields_of_the_desk(table: Table, names: str) -> tuple[str, ...]:
    """The fields whose values are words of the service desk, as the column with their names is marked."""
    return next(column.desk_fields for column in table.columns if column.name == names)


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


def forget_again(
    connection: duckdb.DuckDBPyConnection, contract: Contract, spaces: IdSpaces, progress: Progress
) -> None:
    """After landing, take out again the people who were forgotten and came back with the files."""
    with transaction(connection):
        rows = take_out(connection, contract, spaces)
        if rows:
            ask_for_rewrite(connection)
    if rows:
        progress.say(f"  {rows:,} rows of people who were forgotten: taken out again")
