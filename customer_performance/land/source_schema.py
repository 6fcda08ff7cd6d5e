"""The keys of a `source.yml`, with their types and defaults."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from customer_performance.core.contract import Table
from customer_performance.land.source_values import (
    Character,
    Day,
    Delimiter,
    Encoding,
    Formats,
    Sign,
    Text,
    Words,
    Zone,
)

LOOK_UP_KEYS = "find, by, from and take"


class Schema(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LookUp(Schema):
    """The id of the one row of a table in which a column has the value that a column of the file has."""

    find: Text  # our table
    by: Text  # its column, in which the value is looked for
    source: Text = Field(alias="from")  # their header
    take: Text | None = None  # the column whose value is taken; None: the key of the table


class JsonPath(str):
    """A value within the JSON, or the structure, that stands in a column of the file: its header and keys, with points
    between them. No source.yml says it: it comes of the names that the contract has for other loaders' columns."""


class FirstOf(str):
    """Headers of a file, one a line, the first of which that a row fills counts. Like a path, it comes of names of
    other loaders."""


def look_up(said: Any) -> Any:
    if not isinstance(said, dict):
        return said
    try:
        return LookUp.model_validate(said)
    except ValidationError:
        raise ValueError(
            f"set: a look-up has the keys {LOOK_UP_KEYS}, as in {{find: contacts, by: email, from: Email}}."
        ) from None


class Writing(Schema):
    """What can be said both of a source and of a table."""

    null_values: Words = ("", "NULL", "N/A", "?")  # an empty value is always null
    null_dates: tuple[Day, ...] = ()  # besides those that always mean no date
    timestamp_format: Formats = ()  # none: ISO 8601
    timezone: Zone = "UTC"
    decimal: Sign | None = None  # None: the column shows it, or is rejected
    delimiter: Delimiter | None = None  # None: found by the header of each file
    quote: Character | None = None  # None: found by the header of each file
    encoding: Encoding | None = None  # None: UTF-8, or what the byte order mark of a file says
    values: dict[str, dict[str, str]] = {}  # our column: {their word: our word}
    set: dict[str, Annotated[str | LookUp, BeforeValidator(look_up)]] = {}  # our column: what it is made of
    ignore: tuple[Text, ...] = ()  # headers of columns that are left out
    where: Text | None = None  # an SQL condition on their columns; other rows are left out
    tells: tuple[str, ...] = ()  # kinds of things that the source has, though none of them occurred


class TableConfig(Writing):
    """How the files of a table are written, and what becomes of their columns and rows."""

    files: tuple[Text, ...] = ()  # patterns of their names; none: <table>.* and <table>/*
    sheet: Text | None = None  # of an Excel workbook; None: the one called as the table, or the only one
    columns: dict[str, str] = {}  # their header: our column


class SourceConfig(Writing):
    """A whole `source.yml`: what holds for all tables, and what holds for single ones, which wins."""

    columns: dict[str, dict[str, str]] = {}  # table: {their header: our column}
    tables: dict[str, TableConfig] = {}

    def of(self, table: Table) -> TableConfig:
        """What holds for one table. Of what is a mapping, each entry of the table's own wins by itself."""
        own = self.tables.get(table.name, TableConfig())
        said = {key: getattr(self, key) for key in self.model_fields_set & Writing.model_fields.keys()}
        said |= {key: getattr(own, key) for key in own.model_fields_set}
        names = {column.name for column in table.columns}
        said["values"] = {
            column: self.values.get(column, {}) | own.values.get(column, {})
            for column in {**self.values, **own.values}
        }
        said["set"] = {column: made for column, made in self.set.items() if column in names} | own.set
        said["columns"] = self.columns.get(table.name, {}) | own.columns
        said["ignore"] = (*self.ignore, *own.ignore)
        return TableConfig.model_construct(**said)
