"""What a database server must be able to do, so that its tables can be pulled."""

import re
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import pyarrow

from customer_performance.core.pulled import Mark

# Types of columns by which something can be told to be newer: whether their times have a zone.
TIMES = {"timestamp": False, "timestamptz": True, "date": False}


@dataclass(frozen=True)
class Column:
    """A column of a query. `kind`: timestamp, timestamptz, date, or any other word. `read`: the expression by which it
    is read, in a form that a Parquet file holds exactly."""

    name: str
    kind: str
    read: str


class Server(Protocol):
    """A connection in one transaction that only reads, and in which each query sees the same rows. Errors of the driver
    leave it as RunError, without password or values."""

    def now(self) -> datetime:
        """The server's clock, in UTC, when the transaction began."""

    def columns(self, source: str) -> list[Column]:
        """The columns of a table or a query, such as "helpdesk.tickets" or "(select …)"."""

    def name(self, identifier: str) -> str:
        """An identifier, quoted."""

    def at(self, mark: Mark) -> str:
        """A point in time, as an expression."""

    def read(self, query: str) -> AbstractContextManager[tuple[pyarrow.Schema, Iterable[Any]]]:
        """The rows of a query, batch by batch."""


def relation(server: Server, source: str) -> str:
    """What `from` in a database.yml says, as SQL behind the word from: a query in brackets, or a quoted table."""
    if re.search(r"\s", source.strip()):
        return f"({source.strip().rstrip(';')}\n) as pulled"
    return f"{'.'.join(map(server.name, source.strip().split('.')))} as pulled"
