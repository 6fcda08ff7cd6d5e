"""The published marts on a server: `customer-performance serve postgres URL`.

Reads one published release and nothing else, and replaces the marts there in one transaction. Rows are deleted
and written anew in the tables that are there, so readers never wait and see one run or the next; what others have
built on the tables stays. Only where columns or keys have changed, all tables are made anew beside the old ones,
and take their places when no reader holds one of those.
"""

import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import duckdb

from customer_performance.core.database import connect
from customer_performance.core.errors import RunError
from customer_performance.core.paths import Layout
from customer_performance.core.progress import SILENT, Progress
from customer_performance.core.sql import literal
from customer_performance.core.sql import name as quoted
from customer_performance.core.urls import masked, secrets_of
from customer_performance.publish.postgres_sql import (
    PublishedRelation,
    in_one_go,
    read_relations,
)

SERVED = "served_marts"
STAGING = "Marts that are being made by customer-performance serve; left over if it was stopped."
OLDEST = 13
ROWS_AT_ONCE = 100_000
HINTS = {
    "25006": "Is this a read-only standby? Take the URL of the primary.",
    "28P01": "Is the password right?",
    "2BP01": "Its columns have changed, so it has to be made anew, and what others built on it stands in the way: "
    "drop that, serve again, and create it again.",
    "3D000": "Create the database first: createdb NAME.",
    "42501": "The user needs the right to create a schema in the database, or to own the schema and what is in it.",
    "53100": "The disk of the server is full. While marts are replaced, old and new rows lie side by side.",
    "57014": "A statement_timeout of the server or the user is too short for this.",
}


def serve(
    layout: Layout,
    url: str,
    schema: str,
    role: str | None,
    wait: float = 60,
    progress: Progress = SILENT,
) -> str:
    """Replace the marts in `schema` with those that are published; return what was served.

    `role` may read them afterwards; None grants nothing. `wait`: seconds for readers of a table that is made anew.
    Raises RunError; the marts there are then as they were, and no password is in its text.
    """
    hidden = secrets_of(url)
    if not layout.published.exists():
        raise RunError(f"There is nothing in {layout.published}: build first.")
    try:
        from adbc_driver_postgresql import dbapi as postgresql
    except ImportError as error:
        raise RunError("The driver is not installed: adbc-driver-postgresql.") from error
    # Publishing may move the link meanwhile; this is the one release that is read.
    release = layout.published.resolve()
    if not (release / "keys.json").exists():
        raise RunError(f"{layout.published} is of an earlier version: publish again first.")
    os.environ.setdefault("PGCONNECT_TIMEOUT", "15")
    started = time.monotonic()
    try:
        with (
            connect(release / "warehouse.duckdb", read_only=True) as warehouse,
            closing(postgresql.connect(url)) as connection,
            connection.cursor() as cursor,
        ):
            keys = json.loads((release / "keys.json").read_text(encoding="utf-8"))
            server = Server(connection, cursor, schema, role, read_relations(warehouse, keys), progress)
            rows = server.replace(warehouse, release.name, wait)
            # Outside of the transaction: rows that nobody sees any more make room for the next run.
            connection.adbc_connection.set_autocommit(True)
            progress.reach("vacuum")
            for relation in server.tables:
                cursor.execute(f"vacuum (analyze) {relation.within(schema)}")
    except postgresql.Error as error:
        raise RunError(masked(explain(error), hidden)) from None
    except duckdb.Error as error:
        raise RunError(f"{release} cannot be read: {error}") from error
    return (
        f"{len(server.relations)} tables and views, {rows:,} rows, in schema {schema} "
        f"({time.monotonic() - started:.1f} s); {role or 'nobody new'} may read them."
    )


def explain(error: Exception) -> str:
    """What the server complains of, and what to do about it."""
    said = {
        key.decode(): value.decode(errors="replace") for key, value in getattr(error, "details", None) or []
    }
    message = said.get("PG_DIAG_MESSAGE_PRIMARY") or re.sub(r"^.*\[libpq\] ", "", str(error)).strip()
    state: str | None = getattr(error, "sqlstate", None)
    if "password authentication failed" in message:
        state = "28P01"
    elif "does not exist" in message and "database" in message:
        state = "3D000"
    return "\n".join(
        line
        for line in (
            f"PostgreSQL: {message}",
            said.get("PG_DIAG_MESSAGE_DETAIL"),
            HINTS.get(state or ""),
            "The marts there are as they were.",
        )
        if line
    )


class Server:
    """The marts in one schema of a server, during one run."""

    def __init__(
        self,
        connection: Any,
        cursor: Any,
        schema: str,
        role: str | None,
        relations: list[PublishedRelation],
        progress: Progress = SILENT,
    ):
        self.connection = connection
        self.cursor = cursor
        self.schema = schema
        self.staging = f"{schema}_next"
        self.role = role
        self.relations = relations
        self.progress = progress
        self.tables = [relation for relation in relations if not relation.is_view]

    def told_tables(self) -> Iterator[PublishedRelation]:
        return self.progress.each(self.tables, lambda table: table.name)

    def run(self, statement: str) -> None:
        self.cursor.execute(statement)

    def ask(self, query: str) -> list[tuple]:
        self.cursor.execute(query)
        return self.cursor.fetchall()

    def replace(self, warehouse: duckdb.DuckDBPyConnection, release: str, wait: float) -> int:
        """Returns the number of rows. What readers see changes with the commit at the end."""
        self.prepare()
        before = self.served()
        now = {relation.name: relation.structure for relation in self.relations}
        if any(now.get(name, structure) != structure for name, structure in before.items()):
            counts = self.make_anew(warehouse, before, wait)
            before = {}
        else:
            counts = self.refill(warehouse, before, wait)
        self.run(
            in_one_go(
                [
                    relation.create(self.schema)
                    for relation in self.relations
                    if relation.is_view and relation.name not in before
                ]
                + [statement for relation in self.relations for statement in relation.describe(self.schema)]
            )
        )
        self.note(counts, release)
        self.grant()
        self.connection.commit()
        return sum(counts.values())

    def refill(
        self, warehouse: duckdb.DuckDBPyConnection, before: dict[str, str], wait: float
    ) -> dict[str, int]:
        counts = {}
        for relation in self.told_tables():
            if relation.name in before:
                self.run(f"delete from {relation.within(self.schema)}")
                counts[relation.name] = self.fill(relation, self.schema, warehouse)
            else:
                counts[relation.name] = self.make(relation, self.schema, warehouse)
        self.drop(sorted(set(before) - {relation.name for relation in self.relations}), wait)
        return counts

    def make_anew(
        self, warehouse: duckdb.DuckDBPyConnection, before: dict[str, str], wait: float
    ) -> dict[str, int]:
        """All of them: a reader who has waited for the lock may still look with the eyes of before, and would see
        new tables beside the old rows of others. New tables with rows from before that lock are no such mixture,
        so those are committed first, where nobody looks."""
        whose = self.ask(
            "select obj_description(oid, 'pg_namespace') from pg_namespace "
            f"where nspname = {literal(self.staging)}"
        )
        if whose and whose[0][0] != STAGING:
            raise RunError(f"The schema {self.staging} is needed for a while, and is somebody else's.")
        self.run(f"drop schema if exists {quoted(self.staging)} cascade")
        self.run(f"create schema {quoted(self.staging)}")
        self.run(f"comment on schema {quoted(self.staging)} is {literal(STAGING)}")
        counts = {
            relation.name: self.make(relation, self.staging, warehouse) for relation in self.told_tables()
        }
        self.connection.commit()
        try:
            self.drop(list(before), wait)
            moves = [
                f"alter table {relation.within(self.staging)} set schema {quoted(self.schema)}"
                for relation in self.tables
            ]
            self.run(in_one_go([*moves, f"drop schema {quoted(self.staging)}"]))
        except BaseException:
            self.connection.rollback()
            self.run(f"drop schema {quoted(self.staging)} cascade")
            self.connection.commit()
            raise
        return counts

    def make(self, relation: PublishedRelation, schema: str, warehouse: duckdb.DuckDBPyConnection) -> int:
        self.run(relation.create(schema))
        count = self.fill(relation, schema, warehouse)
        if relation.constrain(schema):
            self.run(in_one_go(relation.constrain(schema)))
        return count

    def fill(self, relation: PublishedRelation, schema: str, warehouse: duckdb.DuckDBPyConnection) -> int:
        reader = warehouse.execute(relation.rows).to_arrow_reader(ROWS_AT_ONCE)
        return self.cursor.adbc_ingest(relation.name, reader, mode="append", db_schema_name=schema)

    def prepare(self) -> None:
        version = int(self.ask("select current_setting('server_version_num')::int")[0][0]) // 10000
        if version < OLDEST:
            raise RunError(f"The server is PostgreSQL {version}; {OLDEST} or newer is needed.")
        self.run("set idle_in_transaction_session_timeout = 0")
        name = literal(f"customer-performance {self.schema}")
        if not self.ask(f"select pg_try_advisory_lock(hashtext({name}))")[0][0]:
            raise RunError(f"Somebody else is serving into the schema {self.schema} just now.")
        if not self.ask(f"select 1 from pg_namespace where nspname = {literal(self.schema)}"):
            self.run(f"create schema {quoted(self.schema)}")
        if self.role and not self.ask(f"select 1 from pg_roles where rolname = {literal(self.role)}"):
            user, may = self.ask(
                "select current_user::text, rolcreaterole or rolsuper from pg_roles where rolname = current_user"
            )[0]
            if not may:
                raise RunError(
                    f"There is no role {self.role}, and {user} may not create it. Ask whoever may for "
                    f"`create role {self.role} nologin`, or grant rights yourself and say --no-role."
                )
            self.run(f"create role {quoted(self.role)} nologin")

    def served(self) -> dict[str, str]:
        """The marts that are there from before, with their structure. What somebody else made is never replaced."""
        there = {
            name
            for (name,) in self.ask(
                "select relname::text from pg_class join pg_namespace on pg_namespace.oid = relnamespace "
                f"where nspname = {literal(self.schema)} and relkind in ('r', 'v', 'm', 'f', 'p')"
            )
        }
        place = f"{quoted(self.schema)}.{SERVED}"
        self.run(
            f"create table if not exists {place} (relation_name text primary key, structure text not null, "
            "row_count bigint, generation text not null)"
        )
        self.run(
            f"comment on table {place} is 'What was served by the last run, and from which published generation.'"
        )
        before = {
            name: structure
            for name, structure in self.ask(f"select relation_name, structure from {place}")
            if name in there
        }
        strangers = sorted(there & {relation.name for relation in self.relations} - set(before))
        if strangers:
            raise RunError(
                f"The schema {self.schema} has {', '.join(strangers)} from somebody else. Give another --schema."
            )
        return before

    def drop(self, names: list[str], wait: float) -> None:
        """Whoever reads one of these is waited for, in short tries: a longer wait would hold up other readers, and
        a second of it would have the server end one of them for a deadlock."""
        if not names:
            return
        relations = ", ".join(f"{quoted(self.schema)}.{quoted(name)}" for name in names)
        before = self.ask("select current_setting('statement_timeout')")[0][0]
        deadline = time.monotonic() + wait
        while True:
            self.run("set local statement_timeout = '500ms'")
            self.run(
                "do $customer_performance$ begin "
                f"lock table {relations} in access exclusive mode; "
                "perform set_config('customer_performance.is_locked', 'yes', true); "
                "exception when query_canceled or lock_not_available or deadlock_detected then "
                "perform set_config('customer_performance.is_locked', 'no', true); "
                "end $customer_performance$"
            )
            self.run(f"set local statement_timeout = {literal(before)}")
            if self.ask("select current_setting('customer_performance.is_locked')")[0][0] == "yes":
                break
            if time.monotonic() > deadline:
                raise RunError(self.blockers(names, wait))
            time.sleep(0.5)
        kinds = self.ask(
            f"select relname::text, relkind::text from pg_class where oid in "
            f"({', '.join(literal(f'{quoted(self.schema)}.{quoted(name)}') + '::regclass' for name in names)})"
        )
        for kind, word in (("v", "view"), ("r", "table")):
            old = [f"{quoted(self.schema)}.{quoted(name)}" for name, its_kind in kinds if its_kind == kind]
            if old:
                self.run(f"drop {word} {', '.join(old)}")

    def blockers(self, names: list[str], wait: float) -> str:
        readers = self.ask(
            "select distinct pid, usename::text, application_name, state from pg_locks "
            "join pg_class on pg_class.oid = relation join pg_namespace on pg_namespace.oid = relnamespace "
            f"join pg_stat_activity using (pid) where granted and pid <> pg_backend_pid() "
            f"and nspname = {literal(self.schema)} and relname in ({', '.join(map(literal, names))})"
        )
        listed = "\n".join(
            f"  pid {pid}: {user} {program} ({state})" for pid, user, program, state in readers
        )
        return (
            f"{len(names)} tables and views have to be made anew, and have been in use for {wait:g} s by:\n{listed}\n"
            "Serve again when they are done, or with a longer --wait. The marts there are as they were."
        )

    def note(self, counts: dict[str, int], release: str) -> None:
        place = f"{quoted(self.schema)}.{SERVED}"
        rows = ", ".join(
            f"({literal(relation.name)}, {literal(relation.structure)}, "
            f"{counts.get(relation.name, 'null')}::bigint, {literal(release)})"
            for relation in self.relations
        )
        self.run(f"delete from {place}")
        self.run(f"insert into {place} values {rows}")

    def grant(self) -> None:
        if not self.role:
            return
        role = quoted(self.role)
        places = [relation.within(self.schema) for relation in self.relations]
        places.append(f"{quoted(self.schema)}.{SERVED}")
        self.run(
            in_one_go(
                [f"grant usage on schema {quoted(self.schema)} to {role}"]
                + [
                    f"{right} on {place} {whom} {role}"
                    for place in places
                    for right, whom in (("revoke all", "from"), ("grant select", "to"))
                ]
            )
        )
