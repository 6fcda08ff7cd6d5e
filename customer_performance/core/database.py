"""Connections to DuckDB files, with the memory that a run may take."""

import os
import re
from pathlib import Path
from typing import Any

import duckdb

from customer_performance.core.errors import RunError, first_line
from customer_performance.core.paths import PROJECT

MEMORY_VARIABLE = "CUSTOMER_PERFORMANCE_MEMORY_LIMIT"
# dbt's settings say how much it is unless the environment says otherwise, for all steps.
USUAL_MEMORY = re.findall(rf"'{MEMORY_VARIABLE}', '(\w+)'", (PROJECT / "profiles.yml").read_text("utf-8"))[0]


# The format of a build file. Older ones take a fifth longer to write, since they lack the newer compression of texts.
# Nobody but this package reads a build file; what is published is written in DuckDB's usual format.
BUILD_FORMAT = "v1.4.0"


def memory_limit() -> str:
    return os.environ.get(MEMORY_VARIABLE, USUAL_MEMORY)


def check_memory_limit() -> None:
    """Raises RunError where it is no size; dbt would only fail on it after minutes, and not say whose it is."""
    try:
        connect().close()
    except duckdb.Error as error:
        raise RunError(
            f"{MEMORY_VARIABLE} is {memory_limit()!r}. Write a size, such as {USUAL_MEMORY} or 800MB, or leave it "
            f"unset for {USUAL_MEMORY}. ({first_line(error)})"
        ) from None


def first_row(connection: duckdb.DuckDBPyConnection, query: str, parameters: Any = None) -> tuple:
    """The first row of a query that always has one, such as a count. Raises what DuckDB raises."""
    row = connection.execute(query, parameters).fetchone()
    if row is None:
        raise LookupError("a query that should have a row has none")
    return row


def connect(
    file: Path | str = ":memory:", read_only: bool = False, **config: Any
) -> duckdb.DuckDBPyConnection:
    """A connection to the file; `config` are DuckDB's settings for it. Raises what DuckDB raises."""
    return duckdb.connect(str(file), read_only=read_only, config={"memory_limit": memory_limit(), **config})
