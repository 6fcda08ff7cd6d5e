"""The expectations, as the YAML files under quality/ declare them.

A file maps each table to its expectations. An expectation is a name of Great Expectations' with its arguments, or
`expect_no_rows` with a query. It says how severe a failure is, and why, which is shown beside the failure. A `critical`
failure stops the run, a `warning` is reported:

    raw.tickets:
      - expect_column_values_to_be_between: {column: created_at, min_value: 1990-01-01, mostly: 0.99}
        severity: critical
        why: An earlier date is a placeholder.
      - expect_no_rows: select ticket_id from {batch} where ...
        severity: warning
        why: ...
        even_if_empty: true

In a query, `{batch}` is the table; what else may stand in braces is said in contract_facts.py.
Of a table without rows nothing was landed, so only the expectations that say `even_if_empty` are checked.
A table that a build may leave out (by its tag) says `if_built`; every other one has to exist.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from customer_performance.core.contract import LOADER
from customer_performance.core.errors import RunError
from customer_performance.core.sql import literal
from customer_performance.core.yaml_lines import Place, line_of
from customer_performance.guard.contract_facts import filled


def on_one_line(text: str) -> str:
    return " ".join(text.split())


class Declared(BaseModel):
    """The keys of an expectation in a suite, beside its key `expect_…`. A description completes "… is expected"."""

    model_config = ConfigDict(extra="forbid", strict=True)

    severity: Literal["critical", "warning"] = Field(description="critical or warning")
    why: Annotated[str, AfterValidator(on_one_line), Field(min_length=1, description="a reason")]
    even_if_empty: bool = Field(default=False, description="true or false")
    if_built: bool = Field(default=False, description="true or false")


class Expectation(Declared):
    """An expectation of a table, and what became of it in this run."""

    table: str
    suite: str
    name: str
    arguments: dict[str, Any]
    status: Literal["not run", "empty", "passed", "failed"] = "not run"
    unexpected_rows: int | None = None
    table_rows: int | None = None

    @property
    def query(self) -> str:
        """The query that yields the rows behind a failure."""
        return unexpected_query(self.name, self.table, self.arguments)

    @property
    def origin(self) -> str:
        return f"quality suite {self.suite}: {self.table}: {self.label}"

    @property
    def label(self) -> str:
        if self.name == "expect_no_rows":
            return self.name
        return f"{self.name}({', '.join(f'{key}={value}' for key, value in self.arguments.items())})"


def read_suites(folder: Path, gate: str) -> list[Expectation]:
    """All expectations of a gate: those of quality/raw/*.yml, or of quality/marts.yml and quality/marts/*.yml.

    Raises RunError, which has the file and the line of the first mistake.
    """
    files = sorted((folder / gate).glob("*.yml"))
    if (folder / f"{gate}.yml").exists() or not files:
        files.insert(0, folder / f"{gate}.yml")
    return [expectation for file in files for expectation in Suite(file).expectations()]


class Suite:
    """A file of expectations."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            self.text = file.read_text(encoding="utf-8")
            self.tables = yaml.load(self.text, Loader=LOADER)
        except (OSError, UnicodeError, yaml.YAMLError) as error:
            raise RunError(f"{file}: {error}") from error
        if not isinstance(self.tables, dict):
            raise RunError(f"{file}: a mapping of tables to lists of expectations is expected")

    def expectations(self) -> Iterator[Expectation]:
        for table, entries in self.tables.items():
            if str(table).count(".") != 1 or not isinstance(entries, list):
                raise self.mistake((table,), "'schema.table:' and a list of expectations are expected")
            for position, entry in enumerate(entries):
                yield self.expectation((table, position), entry)

    def expectation(self, place: Place, entry: Any) -> Expectation:
        names = [key for key in entry if str(key).startswith("expect_")] if isinstance(entry, dict) else []
        if len(names) != 1:
            raise self.mistake(place, "exactly one key 'expect_…' is expected")
        name, arguments = names[0], entry[names[0]]
        try:
            declared = Declared.model_validate({key: entry[key] for key in entry if key != name})
        except ValidationError as error:
            fault = error.errors()[0]
            raise self.mistake((*place, *fault["loc"]), f"{name}: {broken_rule(fault)}") from None
        if name == "expect_no_rows":
            arguments = {"query": str(arguments).strip()}
        if not isinstance(arguments, dict):
            raise self.mistake(
                (*place, name), f"{name}: its arguments are expected, such as {{column: created_at}}"
            )
        return Expectation(
            **dict(declared),
            table=str(place[0]),
            suite=self.file.stem,
            name=name,
            arguments={key: date_as_text(value) for key, value in arguments.items()},
        )

    def mistake(self, place: Place, sentence: str) -> RunError:
        """What is wrong at a place: at a table, at one of its expectations, or at a key of that."""
        table, *positions = place[:2]
        where = "".join(f": expectation {int(position) + 1}" for position in positions)
        return RunError(f"line {line_of(self.text, place)} of {self.file}: {table}{where}: {sentence}")


def broken_rule(fault: ErrorDetails) -> str:
    """An error of pydantic's as a sentence for whoever wrote the suite."""
    key = fault["loc"][0]
    if key in Declared.model_fields:
        return f"{key}: {Declared.model_fields[str(key)].description} is expected"
    return f"unknown key {key}"


def date_as_text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def unexpected_query(name: str, table: str, arguments: dict[str, Any]) -> str:
    """The query that yields the rows behind a failure; all rows of the table where no single row causes it."""
    if name == "expect_no_rows":
        return filled(arguments["query"], table)
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
    return literal(value) if isinstance(value, str) else str(value).lower()
