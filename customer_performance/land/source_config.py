"""How the files of a source are written: its `source.yml`."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import yaml

from customer_performance.core.contract import LandingError, Table
from customer_performance.core.sql import literal

ONE_CHARACTER = re.compile(r"[\x01-\x7f]")
# Python's codecs for text that are not for files.
NO_ENCODINGS = ("charmap", "idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape")


@dataclass(frozen=True)
class SourceConfig:
    """What a `source.yml` says. None: detected, or the default named."""

    null_values: tuple[str, ...] = ("", "NULL", "N/A", "?")
    timestamp_format: str | None = None  # ISO 8601
    timezone: str = "UTC"
    delimiter: str | None = None
    quote: str | None = None
    encoding: str | None = None  # UTF-8, or what a byte order mark says
    columns: dict[str, dict[str, str]] = field(default_factory=dict)  # table: {their header: our column}
    values: dict[str, dict[str, str]] = field(default_factory=dict)  # our column: {their word: our word}


class Loader(yaml.BaseLoader):
    """Everything is text, so NULL, 1 and yes mean what is written; a key twice in one mapping is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        seen = set()
        for key, _ in node.value:
            if isinstance(key.value, str) and key.value in seen:
                raise yaml.constructor.ConstructorError(
                    "while reading a mapping",
                    node.start_mark,
                    f"{key.value!r} is there twice",
                    key.start_mark,
                )
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def load_source_config(path: Path, tables: dict[str, Table]) -> SourceConfig:
    """Read a `source.yml`; without one, the defaults hold. What it says that cannot be is a LandingError."""

    def expect(condition: bool, complaint: str) -> None:
        if not condition:
            raise LandingError(f"{path}: {complaint}")

    declared = declared_in(path)
    if declared is None:
        return SourceConfig()
    check_shapes(declared, expect)

    names = {column.name for table in tables.values() for column in table.columns}
    for table, mapping in declared.get("columns", {}).items():
        expect(table in tables, f"columns: unknown table {table!r}. Known: {', '.join(sorted(tables))}.")
        ours = {column.name for column in tables[table].columns}
        for target in mapping.values():
            expect(
                target in ours,
                f"columns: {table} has no column {target!r}. Known: {', '.join(sorted(ours))}.",
            )
    for column in declared.get("values", {}):
        expect(column in names, f"values: no table has a column {column!r}.")

    if "null_values" in declared:
        declared["null_values"] = ("", *declared["null_values"])
    if declared.get("delimiter") in ("\\t", "tab"):
        declared["delimiter"] = "\t"
    for key in ("delimiter", "quote"):
        character = declared.get(key, "x")
        expect(len(character) == 1, f"{key} must be one character.")
        expect(bool(ONE_CHARACTER.fullmatch(character)), f"{key} must be an ASCII character.")
        is_word = key in declared and character.isalnum()
        expect(not is_word, f"{key} must not be a letter or a digit, of which data are full.")
        expect(character not in "\r\n", f"{key} must not be the end of a line.")
    if "quote" in declared:
        expect(declared.get("delimiter") != declared["quote"], "delimiter and quote must not be the same.")
    if "timezone" in declared:
        complaint = f"timezone: {declared['timezone']!r} is no IANA time zone, such as Europe/Berlin."
        expect(is_zone(declared["timezone"]), complaint)
    if "encoding" in declared:
        complaint = (
            f"encoding: {declared['encoding']!r} is unknown. Python's names are known, such as cp1252."
        )
        expect(is_encoding(declared["encoding"]), complaint)
    if "timestamp_format" in declared:
        complaint = complaint_about(f"select try_strptime('', {literal(declared['timestamp_format'])})")
        expect(not complaint, f"timestamp_format: {complaint}")
        complaint = "it does not tell year, month and day, as '%d/%m/%Y %H:%M' does."
        expect(tells_the_day(declared["timestamp_format"]), f"timestamp_format: {complaint}")
    return SourceConfig(**declared)


def declared_in(path: Path) -> dict | None:
    """The mapping of a YAML file, None where there is no such file."""
    try:
        if not path.exists() and not path.is_symlink():
            return None
        if not path.is_file():
            raise LandingError(f"{path} must be a file.")
        declared = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=Loader)
    except OSError as error:
        raise LandingError(f"{path} cannot be read: {error.strerror}.") from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise LandingError(f"{path} is not YAML in UTF-8: {error}") from None
    except RecursionError:
        raise LandingError(f"{path} is not YAML in UTF-8: it is nested too deeply.") from None
    declared = {} if declared in (None, "") else declared
    if not isinstance(declared, dict):
        raise LandingError(f"{path}: a mapping is expected, such as 'timezone: Europe/Berlin'.")
    return declared


def check_shapes(declared: dict, expect) -> None:
    """Each key is known, and has a text, a list of texts or mappings of texts, as it should."""
    known = [setting.name for setting in fields(SourceConfig)]
    for key in declared:
        expect(key in known, f"unknown key {key!r}. Known: {', '.join(known)}.")
    for key in ("timestamp_format", "timezone", "delimiter", "quote", "encoding"):
        text = declared.get(key, "x")
        expect(isinstance(text, str) and text != "", f"{key} must be a text.")
    words = declared.get("null_values", [])
    expect(isinstance(words, list), "null_values must be a list, such as ['?', NULL].")
    expect(all(isinstance(word, str) for word in words), "null_values must be texts.")
    for key in ("columns", "values"):
        for name, mapping in mapping_of(declared.get(key, {}), expect, key).items():
            pairs = mapping_of(mapping, expect, f"{key} of {name}")
            expect(all(isinstance(word, str) for word in pairs.values()), f"{key} of {name} must be texts.")
    expect(all(is_writable(text) for text in texts_in(declared)), "it holds a character that no text has.")


def mapping_of(value: object, expect, name: str) -> dict:
    expect(isinstance(value, dict), f"{name} must be a mapping, such as {{theirs: ours}}.")
    return value


def texts_in(value: dict | list | tuple | str) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        return
    for part in value:
        yield from texts_in(part)
        if isinstance(value, dict):
            yield from texts_in(value[part])


def is_writable(text: str) -> bool:
    """Whether a text can be part of a query: \\0 and halves of characters, which YAML can spell, cannot."""
    return not re.search("[\0\ud800-\udfff]", text)


def tells_the_day(form: str) -> bool:
    """Whether a day that is written in a format of DuckDB's can be read from it again."""
    day, form = "timestamptz '2001-02-03'", literal(form)  # with a zone, for formats that tell one
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        read = f"cast(try_strptime(strftime({day}, {form}), {form}) as date)"
        return connection.execute(f"select coalesce({read} = cast({day} as date), false)").fetchone()[0]


def is_zone(name: str) -> bool:
    """Whether both Python and DuckDB know a time zone of this name."""
    try:
        return bool(ZoneInfo(name)) and not complaint_about(f"set TimeZone = {literal(name)}")
    except (ValueError, OSError, KeyError):
        return False


def is_encoding(name: str) -> bool:
    try:
        return codecs.lookup(name)._is_text_encoding and codecs.lookup(name).name not in NO_ENCODINGS
    except (LookupError, ValueError):
        return False


def complaint_about(query: str) -> str:
    """What DuckDB has against a query, empty where it has nothing."""
    try:
        with duckdb.connect() as connection:
            connection.execute(query)
    except duckdb.Error as error:
        return str(error).splitlines()[0].rpartition(": ")[2]
    return ""
