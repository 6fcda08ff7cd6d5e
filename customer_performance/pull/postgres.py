"""PostgreSQL as a database to pull from, by ADBC."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Any

import pyarrow

from customer_performance.core.errors import RunError
from customer_performance.core.pulled import Mark
from customer_performance.core.sql import literal, name
from customer_performance.core.urls import masked, secrets_of
from customer_performance.pull.server import TIMES, Column

KEPT = (
    "bool",
    "int2",
    "int4",
    "int8",
    "float4",
    "float8",
    "text",
    "varchar",
    "bpchar",
    "char",
    "name",
    "oid",
    "time",
)
HINTS = {
    "28P01": "Is the password right? It comes from the URL, PGPASSWORD or ~/.pgpass.",
    "3D000": "Is the name of the database in the URL right?",
    "40001": "The server is a standby that changed under the reading. Run it again, or take the URL of the primary.",
    "42501": "The user of the URL needs the right to read it.",
    "42P01": "Is the name in `from` right, with its schema?",
    "57014": "A statement_timeout of the server or the user is too short for this.",
}


@contextmanager
def postgres(url: str) -> Iterator["Postgres"]:
    hidden = secrets_of(url)
    try:
        from adbc_driver_postgresql import dbapi
    except ImportError as error:
        raise RunError("The driver is not installed: adbc-driver-postgresql.") from error
    os.environ.setdefault("PGCONNECT_TIMEOUT", "15")
    try:
        with closing(dbapi.connect(url)) as connection, connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
            for setting in (
                "timezone = 'UTC'",
                "datestyle = 'ISO'",
                "idle_in_transaction_session_timeout = 0",
            ):
                cursor.execute(f"set local {setting}")
            yield Postgres(cursor)
    except dbapi.Error as error:
        raise RunError(masked(explain(error), hidden)) from None


def explain(error: Exception) -> str:
    """What the server complains of, and what to do about it. What it quotes of data is left out."""
    said = {
        key.decode(): value.decode(errors="replace") for key, value in getattr(error, "details", None) or []
    }
    state: str = getattr(error, "sqlstate", None) or ""
    message = said.get("PG_DIAG_MESSAGE_PRIMARY") or first_message(str(error))
    if "password authentication failed" in message:
        state = "28P01"
    elif "does not exist" in message and "database" in message:
        state = "3D000"
    if state.startswith("22"):  # errors in data, which quote them
        message = re.sub(r'"(?:.|\n)*"', "…", message)
    lines = (f"PostgreSQL: {message}", HINTS.get(state), "Nothing was pulled; what is there is as it was.")
    return "\n".join(line for line in lines if line)


def first_message(text: str) -> str:
    """The server's sentence, out of what the driver says."""
    lines = [line for line in text.splitlines() if line.strip()]
    first = re.sub(r"^.*\[libpq\] ", "", lines[0]) if lines else "it said nothing"
    return re.sub(r"^.*?(?:ERROR|FATAL): +", "", first)


class Postgres:
    def __init__(self, cursor: Any):
        self.cursor = cursor

    def now(self) -> datetime:
        self.cursor.execute("select now() at time zone 'UTC'")
        return self.cursor.fetchall()[0][0]

    def columns(self, source: str) -> list[Column]:
        self.cursor.execute(f"select * from {source} limit 0")
        with closing(self.cursor.fetch_record_batch()) as reader:
            return [column_of(field) for field in reader.schema]

    def name(self, identifier: str) -> str:
        return name(identifier)

    def at(self, mark: Mark) -> str:
        zone, kind = ("+00", "timestamptz") if mark.has_zone else ("", "timestamp")
        return f"{kind} {literal(f'{mark.time:%Y-%m-%d %H:%M:%S.%f}{zone}')}"

    @contextmanager
    def read(self, query: str) -> Iterator[tuple[pyarrow.Schema, Iterable[Any]]]:
        self.cursor.execute(query)
        with closing(self.cursor.fetch_record_batch()) as reader:
            yield reader.schema, reader


def column_of(field: pyarrow.Field) -> Column:
    """A column, with an expression that Parquet and landing take as it is meant: no infinite times, which are no times,
    and numbers with three decimals written with a fourth, since 1.234 may be a thousand elsewhere."""
    kind = (field.metadata or {}).get(b"POSTGRESQL:type", b"").decode()
    column = name(field.name)
    read = f"{column}::text"
    if kind in TIMES:
        read = f"case when isfinite({column}) then {column} end"
    elif kind == "numeric":
        read = f"(case when scale({column}) = 3 then round({column}, 4) else {column} end)::text"
    elif pyarrow.types.is_list(field.type):
        read = f"to_json({column})::text"
    elif kind in KEPT:
        read = column
    return Column(field.name, kind, f"{read} as {column}")
