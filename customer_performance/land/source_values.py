"""What single values of a `source.yml` must be, beyond being texts."""

import codecs
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import duckdb
from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from customer_performance.core.sql import literal

# Python's codecs for text that are not for files.
NO_ENCODINGS = ("charmap", "idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape")


def is_zone(name: str) -> bool:
    """Whether both Python and DuckDB know a time zone of this name."""
    try:
        return bool(ZoneInfo(name)) and is_accepted(f"set TimeZone = {literal(name)}")
    except (ValueError, OSError, KeyError):
        return False


def is_encoding(name: str) -> bool:
    """Whether Python can read files in an encoding of this name."""
    try:
        return codecs.lookup(name)._is_text_encoding and codecs.lookup(name).name not in NO_ENCODINGS
    except (LookupError, ValueError):
        return False


def is_format(form: str) -> bool:
    """Whether DuckDB knows every code of a format for timestamps, such as %d."""
    return is_accepted(f"select try_strptime('', {literal(form)})")


def tells_the_day(form: str) -> bool:
    """Whether DuckDB can read a day again that it has written in a format."""
    day, form = "timestamptz '2001-02-03'", literal(form)  # with a zone, for formats that tell one
    read = f"cast(try_strptime(strftime({day}, {form}), {form}) as date)"
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        found = connection.execute(f"select {read} is not distinct from cast({day} as date)").fetchall()
    return found == [(True,)]


def is_day(text: str) -> bool:
    """Whether a text is a date in ISO 8601."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_accepted(query: str) -> bool:
    """Whether DuckDB runs a query without an error."""
    try:
        with duckdb.connect() as connection:
            connection.execute(query)
    except duckdb.Error:
        return False
    return True


def must(hold: Callable[[str], bool], complaint: str) -> AfterValidator:
    """A condition for a text. The complaint about a text that does not hold it may name its {key} and {value}."""

    def check(value: str, info: ValidationInfo) -> str:
        if not hold(value):
            raise ValueError(complaint.format(key=info.field_name, value=value))
        return value

    return AfterValidator(check)


def one_or_more(said: Any) -> Any:
    return (said,) if isinstance(said, str) else said


EPOCHS = {"epoch_s": 1_000_000, "epoch_ms": 1_000}  # microseconds in one of theirs

Words = Annotated[tuple[str, ...], AfterValidator(lambda words: ("", *words))]
Text = Annotated[str, Field(min_length=1)]
Format = Annotated[
    Text,
    must(
        lambda form: form in EPOCHS or is_format(form),
        "{key}: {value!r} is no format of DuckDB's, such as '%d/%m/%Y %H:%M', nor epoch_s or epoch_ms.",
    ),
    must(
        lambda form: form in EPOCHS or tells_the_day(form),
        "{key}: it does not tell year, month and day, as '%d/%m/%Y %H:%M' does.",
    ),
]
Formats = Annotated[tuple[Format, ...], BeforeValidator(one_or_more)]
Day = Annotated[
    Text, must(is_day, "{key}: {value!r} is no date; write it as year-month-day, such as '2999-12-31'.")
]
Sign = Annotated[Text, must(lambda sign: sign in (".", ","), "{key} must be '.' or ','.")]
Zone = Annotated[Text, must(is_zone, "{key}: {value!r} is no IANA time zone, such as Europe/Berlin.")]
Encoding = Annotated[
    Text, must(is_encoding, "{key}: {value!r} is unknown. Python's names are known, such as cp1252.")
]
Character = Annotated[
    Text,
    must(lambda text: len(text) == 1, "{key} must be one character."),
    must(str.isascii, "{key} must be an ASCII character."),
    must(lambda text: not text.isalnum(), "{key} must not be a letter or a digit, of which data are full."),
    must(lambda text: text not in "\r\n", "{key} must not be the end of a line."),
]
Delimiter = Annotated[Character, BeforeValidator(lambda text: "\t" if text in ("tab", "\\t") else text)]
