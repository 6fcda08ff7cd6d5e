"""The expectations, as they stand in the YAML files under quality/.

A file maps each table to its expectations. An expectation is Great Expectations' own name with its arguments,
or `expect_no_rows` with a query, and says how severe a failure is and why it is expected at all:

    raw.tickets:
      - expect_column_values_to_be_between: {column: created_at, min_value: 1990-01-01, mostly: 0.99}
        severity: critical
        why: An earlier date is a placeholder.
      - expect_no_rows: select ticket_id from {batch} where ...
        severity: warning
        why: ...
        even_if_empty: true

A table without rows came from nobody, so only what says `even_if_empty` is asked of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from customer_performance.core.contract import LOADER
from customer_performance.core.errors import PipelineError

KEYS = {"severity", "why", "even_if_empty"}
SEVERITIES = ("critical", "warning")


@dataclass
class Expectation:
    table: str
    name: str
    arguments: dict[str, Any]
    severity: str
    why: str
    suite: str
    even_if_empty: bool = False
    status: str = "not run"
    unexpected_rows: int | None = None
    table_rows: int | None = None
    query: str = field(init=False)

    def __post_init__(self) -> None:
        self.query = unexpected_query(self.name, self.table, self.arguments)

    @property
    def origin(self) -> str:
        return f"quality suite {self.suite}: {self.table}: {self.label}"

    @property
    def label(self) -> str:
        if self.name == "expect_no_rows":
            return self.name
        return f"{self.name}({', '.join(f'{key}={value}' for key, value in self.arguments.items())})"


def read_suites(folder: Path, gate: str) -> list[Expectation]:
    """All expectations of a gate: quality/raw/*.yml or quality/marts.yml."""
    files = sorted((folder / gate).glob("*.yml")) or [folder / f"{gate}.yml"]
    return [expectation for file in files for expectation in read_suite(file)]


def read_suite(file: Path) -> Iterator[Expectation]:
    try:
        tables = yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER)
    except (OSError, yaml.YAMLError) as error:
        raise PipelineError(f"{file}: {error}") from error
    if not isinstance(tables, dict):
        raise PipelineError(f"{file}: a mapping of tables to lists of expectations is expected")
    for table, entries in tables.items():
        if table.count(".") != 1 or not isinstance(entries, list):
            raise PipelineError(f"{file}: {table}: 'schema.table:' and a list of expectations are expected")
        for number, entry in enumerate(entries, start=1):
            yield read_expectation(entry, table, f"{file}: {table}: expectation {number}", file.stem)


def read_expectation(entry: Any, table: str, where: str, suite: str) -> Expectation:
    names = [key for key in entry if str(key).startswith("expect_")] if isinstance(entry, dict) else []
    if len(names) != 1:
        raise PipelineError(f"{where}: exactly one key 'expect_…' is expected")
    where = f"{where}: {names[0]}"
    unknown = set(entry) - KEYS - set(names)
    if unknown:
        raise PipelineError(f"{where}: unknown key {', '.join(sorted(map(str, unknown)))}")
    if entry.get("severity") not in SEVERITIES:
        raise PipelineError(f"{where}: severity: critical or warning is expected")
    if not entry.get("why"):
        raise PipelineError(f"{where}: why: a reason is expected")
    arguments = entry[names[0]]
    if names[0] == "expect_no_rows":
        arguments = {"query": str(arguments).strip()}
    if not isinstance(arguments, dict):
        raise PipelineError(f"{where}: its arguments are expected, such as {{column: created_at}}")
    return Expectation(
        table=table,
        name=names[0],
        arguments={key: date_as_text(value) for key, value in arguments.items()},
        severity=entry["severity"],
        why=" ".join(entry["why"].split()),
        suite=suite,
        even_if_empty=bool(entry.get("even_if_empty")),
    )


def date_as_text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def unexpected_query(name: str, table: str, arguments: dict[str, Any]) -> str:
    """The query that shows the rows behind a failure; the whole table where no row is to blame by itself."""
    if name == "expect_no_rows":
        return arguments["query"].replace("{batch}", table)
    conditions = {
        "expect_column_values_to_not_be_null": is_null,
        "expect_column_values_to_be_in_set": is_outside_set,
        "expect_column_values_to_be_between": is_outside_range,
        "expect_column_pair_values_a_to_be_greater_than_b": is_not_greater,
    }
    where = f" where {conditions[name](arguments)}" if name in conditions else ""
    return f"select * from {table}{where}"


def is_null(arguments: dict[str, Any]) -> str:
    return f"{arguments.get('column')} is null"


def is_outside_set(arguments: dict[str, Any]) -> str:
    return f"{arguments.get('column')} not in ({', '.join(map(sql_value, arguments.get('value_set') or []))})"


def is_outside_range(arguments: dict[str, Any]) -> str:
    bounds = {"min_value": "<", "max_value": ">"}
    beyond = [
        f"{arguments.get('column')} {sign} {sql_value(arguments[bound])}"
        for bound, sign in bounds.items()
        if arguments.get(bound) is not None
    ]
    return " or ".join(beyond) or "false"


def is_not_greater(arguments: dict[str, Any]) -> str:
    sign = "<" if arguments.get("or_equal") else "<="
    return f"{arguments.get('column_A')} {sign} {arguments.get('column_B')}"


def sql_value(value: Any) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value).lower()
