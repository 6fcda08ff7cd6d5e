"""How the files of a source are written, as its `source.yml` declares it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from customer_performance.core.contract import LandingError, Table
from customer_performance.core.yaml_lines import Place, line_of
from customer_performance.land.source_values import (
    Character,
    Delimiter,
    Encoding,
    Format,
    Words,
    Zone,
    is_writable,
)


class SourceConfig(BaseModel):
    """The keys of a `source.yml`, with their types and defaults."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    null_values: Words = ("", "NULL", "N/A", "?")  # an empty value is always null
    timestamp_format: Format | None = None  # None: ISO 8601
    timezone: Zone = "UTC"
    delimiter: Delimiter | None = None  # None: found by the header of each file
    quote: Character | None = None  # None: found by the header of each file
    encoding: Encoding | None = None  # None: UTF-8, or what the byte order mark of a file says
    columns: dict[str, dict[str, str]] = {}  # table: {their header: our column}
    values: dict[str, dict[str, str]] = {}  # our column: {their word: our word}
    tells: tuple[str, ...] = ()  # kinds of things that the source has, though none of them occurred


def load_source_config(path: Path, tables: dict[str, Table], kinds: tuple[str, ...]) -> SourceConfig:
    """Read a `source.yml`; where there is none, the defaults hold.

    `tables` are the tables of the source by name, and `kinds` the things to tell of, which the file may mention.
    Raises LandingError, which has a line for each mistake in the file.
    """
    text, declared = read_yaml(path)
    if not isinstance(declared, dict):
        raise LandingError(f"{path}: a mapping is expected, such as 'timezone: Europe/Berlin'.")
    try:
        config = SourceConfig.model_validate(declared)
        mistakes = list(mismatches(config, tables, kinds))
    except ValidationError as error:
        mistakes = [(fault["loc"], sentence_for(fault)) for fault in error.errors()]
    if mistakes:
        said = sorted({(line_of(text, place), sentence) for place, sentence in mistakes})
        raise LandingError("\n".join(f"line {line} of {path}: {sentence}" for line, sentence in said))
    return config


def mismatches(
    config: SourceConfig, tables: dict[str, Table], kinds: tuple[str, ...]
) -> Iterator[tuple[Place, str]]:
    """The place of each value that does not go with the tables or with another value, and a sentence about it."""
    for position, kind in enumerate(config.tells):
        if kind not in kinds:
            yield ("tells", position), f"tells: {kind!r} is unknown. Known: {', '.join(kinds)}."
    for table, mapping in config.columns.items():
        if table not in tables:
            known = ", ".join(sorted(tables))
            yield ("columns", table), f"columns: unknown table {table!r}. Known: {known}."
            continue
        ours = sorted(column.name for column in tables[table].columns)
        for header, target in mapping.items():
            if target not in ours:
                complaint = f"{table} has no column {target!r}. Known: {', '.join(ours)}."
                yield ("columns", table, header), f"columns: {complaint}"
    names = {column.name for table in tables.values() for column in table.columns}
    for target in config.values:
        if target not in names:
            yield ("values", target), f"values: no table has a column {target!r}."
    if config.quote and config.quote == config.delimiter:
        yield ("quote",), "delimiter and quote must not be the same."


def sentence_for(fault: ErrorDetails) -> str:
    """An error of pydantic's as a sentence for whoever wrote the file."""
    if fault["type"] == "value_error":
        return str(fault["ctx"]["error"])
    key, *within = fault["loc"]
    if fault["type"] == "extra_forbidden":
        return f"unknown key {key!r}. Known: {', '.join(SourceConfig.model_fields)}."
    example = "[complaint]" if key == "tells" else "['?', NULL]"
    shape = {
        "string_type": "texts" if within else "a text",
        "string_too_short": "a text",
        "tuple_type": f"a list, such as {example}",
        "dict_type": "a mapping, such as {theirs: ours}",
    }[fault["type"]]
    name = f"{key} of {within[0]}" if within and key in ("columns", "values") else key
    return f"{name} must be {shape}."


class Loader(yaml.BaseLoader):
    """Takes every value for a text, so that NULL, 1 and yes mean what is written. A key that is there twice, and a
    character that no query can hold, are errors."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        mapping = super().construct_mapping(node, deep)
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    "while reading a mapping",
                    node.start_mark,
                    f"{key.value!r} is there twice",
                    key.start_mark,
                )
            seen.add(key.value)
        return mapping

    def construct_scalar(self, node: yaml.ScalarNode) -> str:
        text = super().construct_scalar(node)
        if not is_writable(text):
            raise yaml.constructor.ConstructorError(
                None, None, "it holds a character that no text has", node.start_mark
            )
        return text


def read_yaml(path: Path) -> tuple[str, Any]:
    """The text of a YAML file and what it says; without a file, or with an empty one, an empty mapping."""
    try:
        if not path.exists() and not path.is_symlink():
            return "", {}
        if not path.is_file():
            raise LandingError(f"{path} must be a file.")
        text = path.read_text(encoding="utf-8-sig")
        declared = yaml.load(text, Loader=Loader)
        return text, {} if declared in (None, "") else declared
    except OSError as error:
        raise LandingError(f"{path} cannot be read: {error.strerror}.") from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise LandingError(f"{path} is not YAML in UTF-8: {error}") from None
    except RecursionError:
        raise LandingError(f"{path} is not YAML in UTF-8: it is nested too deeply.") from None
