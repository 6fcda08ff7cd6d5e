"""Read a `database.yml`, and say what is wrong in it, with its line."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import ErrorDetails

from customer_performance.core.contract import Table
from customer_performance.core.suggest import meant
from customer_performance.core.yaml_lines import Place
from customer_performance.core.yaml_text import read_settings

COMPARE, NONE = "compare_keys", "none"
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
PASSWORD_PLACE = (
    "A URL or a password does not belong into a file: put the URL into a variable of the environment, and name that "
    "variable here, as in url_from: HELPDESK_DATABASE_URL."
)
SHAPES = {
    "string_type": "a text",
    "string_too_short": "a text",
    "tuple_type": "a column, or a list of columns such as [session_id, article_id]",
    "dict_type": "a mapping, such as {tickets: {key: id, updated_at: updated_at}}",
    "model_type": "a mapping, such as {key: id, updated_at: updated_at}",
}


def one_or_more(said: Any) -> Any:
    return (said,) if isinstance(said, str) else said


def variable(said: Any) -> Any:
    if isinstance(said, str) and not re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", said):
        raise ValueError(f"url_from is no name of a variable. {PASSWORD_PLACE}")
    return said


def duration(said: Any) -> Any:
    match = re.fullmatch(r"\s*(\d{1,6})\s*([smhd])\s*", said) if isinstance(said, str) else None
    if not match:
        raise ValueError("lag must be a number with s, m, h or d behind it, such as 30m.")
    return timedelta(**{UNITS[match[2]]: int(match[1])})


Text = Annotated[str, Field(min_length=1)]


class Schema(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Reading(Schema):
    """How a table is read."""

    source: Text | None = Field(None, alias="from")  # a table of theirs, or a query; None: named as ours
    key: Annotated[tuple[Text, ...], BeforeValidator(one_or_more)] = ()  # tells their rows apart
    updated_at: Text | None = (
        None  # their column by which changed rows are found; None: read as a whole each time
    )
    lag: Annotated[timedelta, BeforeValidator(duration)] = timedelta(hours=1)
    deletes: Text = NONE  # compare_keys, none, or their column with the time at which a row was deleted


class DatabaseConfig(Schema):
    """A whole `database.yml`."""

    url_from: Annotated[str, BeforeValidator(variable)]
    tables: dict[str, Reading] = Field(min_length=1)


def load_database_config(path: Path, tables: dict[str, Table]) -> DatabaseConfig:
    """Raises LandingError with a line for each mistake in the file. `tables` are those of the source by name."""
    return read_settings(
        path,
        DatabaseConfig,
        "url_from: HELPDESK_DATABASE_URL",
        lambda config: mismatches(config, tables),
        sentence_for,
        is_quoted=False,
    )


def mismatches(config: DatabaseConfig, tables: dict[str, Table]) -> Iterator[tuple[Place, str]]:
    """The place of each value that does not go with the tables or with another value, and a sentence about it."""
    for table, reading in config.tables.items():
        at = ("tables", table)
        if table not in tables:
            known = f"Known: {', '.join(sorted(tables))}."
            yield at, f"tables: unknown table {table!r}{meant(table, tables)}. {known}"
        if reading.updated_at and not reading.key:
            yield (
                (*at, "updated_at"),
                (
                    f"{table}: updated_at needs a key, by which a changed row takes the place of the row before. "
                    "Without a key, leave updated_at out: the table is then read as a whole each time."
                ),
            )
        if reading.deletes != NONE and not reading.updated_at:
            yield (
                (*at, "deletes"),
                (
                    f"{table}: deletes needs updated_at. Without it the table is read as a whole each time, and "
                    "deleted rows go by themselves."
                ),
            )


def sentence_for(fault: ErrorDetails) -> str:
    """An error of pydantic's as a sentence for whoever wrote the file. It shows no value, which may be a password."""
    place = [str(part) for part in fault["loc"]]
    whose, model = "", DatabaseConfig.model_fields
    if place[0] == "tables" and len(place) > 2:
        whose, place, model = f"{place[1]}: ", place[2:], Reading.model_fields
    known = [field.alias or name for name, field in model.items()]
    if fault["type"] == "value_error":
        return whose + str(fault["ctx"]["error"])
    if fault["type"] == "missing":
        return f"{place[0]} is missing. {PASSWORD_PLACE if place[0] == 'url_from' else ''}".strip()
    if fault["type"] == "extra_forbidden":
        said = f"{whose}unknown key {place[0]!r}{meant(place[0], known)}. Known: {', '.join(known)}."
        is_secret = place[0] in ("url", "password", "user", "dsn", "connection")
        return f"{said} {PASSWORD_PLACE}" if is_secret else said
    if fault["type"] == "too_short":
        return "tables: at least one table is needed."
    return f"{whose}{place[0]} must be {SHAPES[fault['type']]}."
