"""What a raw table looks like, and how the files of a source are written."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from pipeline.errors import PipelineError
from pipeline.layout import PROJECT

STAGING = PROJECT / "models" / "staging"
METRICS = PROJECT / "models" / "marts"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where it is there
PLAIN = "files"  # the source whose tables lie in the landing folder itself
BOOKS = "landing"  # the source that describes landing's own tables
TYPES = re.compile(r"varchar|timestamp|date|time|boolean|integer|bigint|double|decimal\(\d+,\d+\)")


class LandingError(PipelineError):
    """Landing must stop; the message says why, and what to do."""


@dataclass(frozen=True)
class Column:
    """A column of the contract; `type` is a type of DuckDB in lower case. `person`: whose id it is (contact or
    account); `is_personal`: whether it says anything else of a person."""

    name: str
    type: str
    is_required: bool = False
    person: str | None = None
    is_personal: bool = False


@dataclass(frozen=True)
class Table:
    """A raw table of the contract, without the columns that landing adds to it. `key`: the column that tells its
    rows apart; `dated_by`: an expression for when a row happened. None: the contract names none."""

    source: str
    schema: str
    name: str
    columns: tuple[Column, ...]
    key: str | None = None
    dated_by: str | None = None

    @property
    def required(self) -> list[str]:
        return [column.name for column in self.columns if column.is_required]


Contract = dict[str, dict[str, Table]]


def load_contract(folder: Path = STAGING, metrics: Path = METRICS) -> Contract:
    """The tables of every source that the dbt project declares, {source: {table: Table}}, with the columns that
    metrics add to those of the plain contract."""
    contract: Contract = {}
    for path in sorted(folder.rglob("_*__*sources.yml")):
        declared = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
        for source in declared["sources"]:
            tables = contract.setdefault(source["name"], {})
            for table in source["tables"]:
                columns = tuple(filter(None, (column_of(column, path) for column in table["columns"])))
                meta = table.get("config", {}).get("meta", {})
                tables[table["name"]] = Table(
                    source["name"],
                    source["schema"],
                    table["name"],
                    columns,
                    meta.get("key"),
                    meta.get("dated_by"),
                )
    for name, column in own_columns(metrics, contract.get(PLAIN, {})):
        table = contract[PLAIN][name]
        if column.name not in [known.name for known in table.columns]:
            contract[PLAIN][name] = replace(table, columns=(*table.columns, column))
    return contract


def own_columns(folder: Path, tables: dict[str, Table]) -> Iterator[tuple[str, Column]]:
    """(table, column) for each `own_columns` of a metric. A text may say anything of a person, so forgetting one
    empties it."""
    for path in sorted(folder.glob("*pi/*.yml")):
        text = path.read_text(encoding="utf-8")
        if "own_columns:" not in text:  # reading every YAML would take a second
            continue
        for model in yaml.safe_load(text).get("models", []):
            for item, kind in model["config"]["meta"].get("own_columns", {}).items():
                table, _, column = item.partition(".")
                if table not in tables or not re.fullmatch(r"[a-z][a-z0-9_]*", column):
                    raise LandingError(
                        f"{path}: own_columns wants table.column in lower case, and not {item}."
                    )
                if not TYPES.fullmatch(str(kind)):
                    raise LandingError(
                        f"{path}: {item} needs a data type that landing knows, and not {kind}."
                    )
                yield table, Column(column, kind, is_personal=kind == "varchar")


def column_of(declared: dict, path: Path) -> Column | None:
    """One column as its YAML has it; None where files cannot have it."""
    meta = declared.get("config", {}).get("meta", {})
    if "added_by" in meta:
        return None
    if not TYPES.fullmatch(declared.get("data_type", "")):
        raise LandingError(f"{path}: column {declared['name']} needs a data_type that landing knows.")
    return Column(
        declared["name"],
        declared["data_type"],
        bool(meta.get("required")),
        meta.get("person"),
        bool(meta.get("personal")),
    )


@dataclass(frozen=True)
class Settings:
    """How the files of a source are written: its `source.yml`. None: detected, or the default named."""

    null_values: tuple[str, ...] = ("", "NULL", "N/A", "?")
    timestamp_format: str | None = None  # ISO 8601
    timezone: str = "UTC"
    delimiter: str | None = None
    quote: str | None = None
    encoding: str | None = None  # UTF-8, or what a byte order mark says
    columns: dict[str, dict[str, str]] = field(default_factory=dict)  # table: {their header: our column}
    values: dict[str, dict[str, str]] = field(default_factory=dict)  # our column: {their word: our word}


def load_settings(path: Path, tables: dict[str, Table]) -> Settings:
    """Read a `source.yml`; without one, the defaults hold. What it says that cannot be is a LandingError."""
    if not path.exists():
        return Settings()

    def expect(condition: bool, complaint: str) -> None:
        if not condition:
            raise LandingError(f"{path}: {complaint}")

    try:
        # Everything is text to the base loader, so NULL, 1 and yes mean what is written.
        declared = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=yaml.BaseLoader) or {}
    except (yaml.YAMLError, UnicodeError) as error:
        raise LandingError(f"{path} is not YAML in UTF-8: {error}") from None
    expect(isinstance(declared, dict), "a mapping is expected, such as 'timezone: Europe/Berlin'.")
    known = [setting.name for setting in fields(Settings)]
    for key in declared:
        expect(key in known, f"unknown key {key!r}. Known: {', '.join(known)}.")

    for key in ("timestamp_format", "timezone", "delimiter", "quote", "encoding"):
        expect(isinstance(declared.get(key, ""), str), f"{key} must be a text.")
    expect(
        isinstance(declared.get("null_values", []), list), "null_values must be a list, such as ['?', NULL]."
    )
    expect(
        all(isinstance(word, str) for word in declared.get("null_values", [])), "null_values must be texts."
    )
    for key in ("columns", "values"):
        for name, mapping in mapping_of(declared.get(key, {}), expect, key).items():
            pairs = mapping_of(mapping, expect, f"{key} of {name}")
            expect(all(isinstance(word, str) for word in pairs.values()), f"{key} of {name} must be texts.")

    names = {column.name for table in tables.values() for column in table.columns}
    for table, mapping in declared.get("columns", {}).items():
        expect(table in tables, f"columns: unknown table {table!r}. Known: {', '.join(sorted(tables))}.")
        ours = {column.name for column in tables[table].columns}
        for target in mapping.values():
            expect(target in ours, f"columns: {table} has no column {target!r}.")
    for column in declared.get("values", {}):
        expect(column in names, f"values: no table has a column {column!r}.")

    if "null_values" in declared:
        declared["null_values"] = ("", *declared["null_values"])
    if declared.get("delimiter") in ("\\t", "tab"):
        declared["delimiter"] = "\t"
    for key in ("delimiter", "quote"):
        expect(len(declared.get(key, "x")) == 1, f"{key} must be one character.")
        expect(declared.get(key, "x").isascii(), f"{key} must be an ASCII character.")
    if "timezone" in declared:
        expect(is_zone(declared["timezone"]), f"timezone: {declared['timezone']!r} is no IANA time zone.")
    if "encoding" in declared:
        expect(is_encoding(declared["encoding"]), f"encoding: {declared['encoding']!r} is unknown.")
    return Settings(**declared)


def mapping_of(value: object, expect, name: str) -> dict:
    expect(isinstance(value, dict), f"{name} must be a mapping, such as {{theirs: ours}}.")
    return value


def is_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name))
    except (ValueError, OSError, KeyError):
        return False


def is_encoding(name: str) -> bool:
    try:
        return codecs.lookup(name)._is_text_encoding
    except LookupError:
        return False
