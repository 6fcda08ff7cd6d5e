"""MySQL and MariaDB as databases to pull from, by PyMySQL, which is installed where it is wanted."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pyarrow

from customer_performance.core.errors import RunError
from customer_performance.core.pulled import Mark
from customer_performance.core.urls import masked, secrets_of
from customer_performance.pull.server import Column

SCHEMES = ("mysql", "mariadb")
ROWS_AT_ONCE = 10_000
KEYS = ("unix_socket", "ssl_ca")
HINTS = {
    1044: "The user of the URL needs the right to read it.",
    1045: "Is the password right? It comes from the URL or MYSQL_PWD.",
    1049: "Is the name of the database in the URL right?",
    1054: "Is the name of the column right?",
    1064: "",
    1142: "The user of the URL needs the right to read it.",
    1146: "Is the name in `from` right, with its database?",
    1412: "Somebody changed the table meanwhile. Run it again.",
}
# What stands in place of a time that is not known.
NO_TIME = ("0000-00-00", "0000-00-00 00:00:00")


@contextmanager
def mysql(url: str) -> Iterator["MySQL"]:
    hidden = secrets_of(url, SCHEMES)
    given = arguments_of(url)
    try:
        import pymysql
        from pymysql.converters import encoders
        from pymysql.cursors import SSCursor
    except ImportError as error:
        raise RunError(
            "MySQL and MariaDB are read by PyMySQL, which is not installed: "
            ".venv/bin/python -m pip install 'pymysql>=1.2,<2'"
        ) from error
    # Without decoders each value is the text that the server sent; Arrow reads those by the column.
    given |= {"cursorclass": SSCursor, "conv": encoders, "charset": "utf8mb4", "connect_timeout": 15}
    try:
        with closing(pymysql.connect(**given)) as connection, connection.cursor() as cursor:
            for statement in (
                "set session time_zone = '+00:00', net_write_timeout = 600",
                "set session transaction isolation level repeatable read",
                "start transaction with consistent snapshot, read only",
            ):
                cursor.execute(statement)
            yield MySQL(cursor)
    except (
        pymysql.MySQLError,
        RuntimeError,
    ) as error:  # RuntimeError: a way to log in that wants more packages
        raise RunError(masked(explain(error), hidden)) from None


def arguments_of(url: str) -> dict[str, Any]:
    """What PyMySQL is to be called with."""
    parts = urlsplit(url)
    said = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    for key in said:
        if key not in KEYS:
            raise RunError(f"A URL of MySQL may have {' and '.join(KEYS)} behind its ?, and not {key}.")
    return said | {
        "host": parts.hostname or "localhost",
        "port": parts.port or 3306,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or os.environ.get("MYSQL_PWD", "")),
        "database": unquote(parts.path.lstrip("/")) or None,
    }


def explain(error: Exception) -> str:
    """What the server complains of, and what to do about it. What it quotes of data is left out."""
    code, message = error.args if len(error.args) == 2 else (0, str(error))
    if code not in HINTS:
        message = re.sub(r"(?s)'.*'", "…", str(message))
    lines = (f"MySQL: {message}", HINTS.get(code), "Nothing was pulled; what is there is as it was.")
    return "\n".join(line for line in lines if line)


class MySQL:
    def __init__(self, cursor: Any):
        self.cursor = cursor

    def now(self) -> datetime:
        self.cursor.execute("select utc_timestamp(6)")
        return datetime.fromisoformat(self.cursor.fetchall()[0][0])

    def columns(self, source: str) -> list[Column]:
        self.cursor.execute(f"select * from {source} limit 0")
        self.cursor.fetchall()
        return [
            Column(each[0], KINDS.get(each[1], "a text or a number"), self.name(each[0]))
            for each in self.cursor.description
        ]

    def name(self, identifier: str) -> str:
        return "`" + identifier.replace("`", "``") + "`"

    def at(self, mark: Mark) -> str:
        return f"timestamp'{mark.time:%Y-%m-%d %H:%M:%S.%f}'"

    @contextmanager
    def read(self, query: str) -> Iterator[tuple[pyarrow.Schema, Iterable[Any]]]:
        self.cursor.execute(query)
        described = [
            (each[0], *READ.get(each[1], (pyarrow.string(), text))) for each in self.cursor.description
        ]
        schema = pyarrow.schema([(name, kind) for name, kind, _ in described])
        yield schema, self.batches(schema, [convert for _, _, convert in described])

    def batches(self, schema: pyarrow.Schema, converters: list[Callable]) -> Iterator[Any]:
        while rows := self.cursor.fetchmany(ROWS_AT_ONCE):
            columns = [
                pyarrow.array([convert(value) for value in column], pyarrow.string()).cast(kind)
                for column, kind, convert in zip(
                    zip(*rows, strict=True), schema.types, converters, strict=True
                )
            ]
            yield pyarrow.record_batch(columns, schema=schema)


def text(value: Any) -> str | None:
    """Bytes that are no text are written as hexadecimal digits."""
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.hex()


def decimal(value: str | None) -> str | None:
    """With a fourth decimal behind three, since 1.234 may be a thousand elsewhere."""
    return f"{value}0" if value and value[-4:-3] == "." else value


def time(value: str | None) -> str | None:
    return None if value is None or value.partition(".")[0] in NO_TIME else value


def bits(value: bytes | None) -> str | None:
    return None if value is None else str(int.from_bytes(value))


# By the number that the protocol has for a type: constants.FIELD_TYPE of PyMySQL, which may not be there.
DATE, TIMESTAMP, DATETIME = 10, 7, 12
KINDS = {DATE: "date", TIMESTAMP: "timestamptz", DATETIME: "timestamp"}
READ: dict[int, tuple[pyarrow.DataType, Callable]] = {
    **dict.fromkeys(
        (1, 2, 3, 9, 13), (pyarrow.int64(), text)
    ),  # whole numbers but the largest, which are texts
    **dict.fromkeys((4, 5), (pyarrow.float64(), text)),
    **dict.fromkeys((0, 246), (pyarrow.string(), decimal)),
    16: (pyarrow.string(), bits),
    DATE: (pyarrow.date32(), time),
    TIMESTAMP: (pyarrow.timestamp("us", "UTC"), lambda value: f"{when}Z" if (when := time(value)) else None),
    DATETIME: (pyarrow.timestamp("us"), time),
}
