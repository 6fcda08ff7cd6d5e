"""Read a `source.yml`, and say what is wrong in it, with its line."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb
from pydantic import BaseModel
from pydantic_core import ErrorDetails

from customer_performance.core.contract import Column, Table
from customer_performance.core.paths import PROJECT
from customer_performance.core.sql import literal
from customer_performance.core.suggest import meant
from customer_performance.core.yaml_lines import Place
from customer_performance.core.yaml_text import read_settings
from customer_performance.land.made_columns import look_ups
from customer_performance.land.source_schema import LookUp, SourceConfig, TableConfig

Mistake = tuple[Place, str]
SHAPES = {
    "string_type": "a text",
    "string_too_short": "a text",
    "tuple_type": "a list, such as {example}",
    "dict_type": "a mapping, such as {{theirs: ours}}",
    "model_type": "a mapping, such as {{timezone: Europe/Berlin}}",
}
EXAMPLES = {"tells": "[complaint]", "ignore": "[resolution_hours]", "files": '["tickets_*.csv"]'}


def load_source_config(path: Path, tables: dict[str, Table], kinds: tuple[str, ...]) -> SourceConfig:
    """Read a `source.yml`; where there is none, the defaults hold.

    `tables` are the tables of the source by name, and `kinds` the things to tell of, which the file may mention.
    Raises LandingError, which has a line for each mistake in the file.
    """
    return read_settings(
        path,
        SourceConfig,
        "timezone: Europe/Berlin",
        lambda config: mismatches(config, tables, kinds),
        sentence_for,
    )


def mismatches(config: SourceConfig, tables: dict[str, Table], kinds: tuple[str, ...]) -> Iterator[Mistake]:
    """The place of each value that does not go with the tables or with another value, and a sentence about it."""
    known = f"Known: {', '.join(sorted(tables))}."
    parts: list[tuple[Place, SourceConfig | TableConfig, list[Table]]] = [((), config, list(tables.values()))]
    for table in (*config.columns, *config.tables):
        if table not in tables:
            key = "columns" if table in config.columns else "tables"
            yield (key, table), f"{key}: unknown table {table!r}{meant(table, tables)}. {known}"
    for table, own in config.tables.items():
        if table in tables:
            parts.append((("tables", table), own, [tables[table]]))
            yield from wrong_columns(("tables", table, "columns"), own.columns, tables[table])
    for table, mapping in config.columns.items():
        if table in tables:
            yield from wrong_columns(("columns", table), mapping, tables[table])
    for place, part, of in parts:
        for position, kind in enumerate(part.tells):
            if kind not in kinds:
                said = f"tells: {kind!r} is unknown{meant(kind, kinds)}. Known: {', '.join(kinds)}."
                yield (*place, "tells", position), said
        if part.quote and part.quote == part.delimiter:
            yield (*place, "quote"), "delimiter and quote must not be the same."
        if part.where and not is_condition(part.where):
            yield (*place, "where"), "where: it is no condition in SQL, such as \"Status <> 'Test'\"."
        yield from wrong_words(place, part.values, of)
        yield from wrong_made_columns(place, part, of, tables)
    yield from circles(config, tables)


def wrong_columns(place: Place, mapping: dict[str, str], table: Table) -> Iterator[Mistake]:
    """The columns of ours to which something is mapped, and which the table does not have."""
    ours = sorted(column.name for column in table.columns)
    for header, target in mapping.items():
        if target not in ours:
            said = f"{table.name} has no column {target!r}{meant(target, ours)}. Known: {', '.join(ours)}."
            yield (*place, header), f"columns: {said}"


def wrong_words(place: Place, values: dict[str, dict[str, str]], tables: list[Table]) -> Iterator[Mistake]:
    """The words of ours to which something is mapped, and which mean nothing in any of the tables."""
    for target, words in values.items():
        columns = [column for table in tables for column in table.columns if column.name == target]
        if not columns:
            names = {column.name for table in tables for column in table.columns}
            whose = f"{tables[0].name} has no" if place else "no table has a"
            yield (*place, "values", target), f"values: {whose} column {target!r}{meant(target, names)}."
            continue
        folded = [word.strip().lower() for word in words]
        for theirs, ours in words.items():
            if folded.count(theirs.strip().lower()) > 1:
                said = f"values: {theirs!r} of {target} is there twice, since case and outer blanks do not count."
                yield (*place, "values", target, theirs), said
            if not any(is_understood(ours, column) for column in columns):
                known = sorted({word for column in columns for word in words_of(column)})
                listed = f" Known: {', '.join(known[:30])}." if known else ""
                said = f"values: {ours!r} means nothing in {target}{meant(ours, known)}.{listed}"
                yield (*place, "values", target, theirs), said


def is_understood(word: str, column: Column) -> bool:
    """Whether a word of ours can be a value of a column."""
    if column.type == "varchar":
        words = words_of(column)
        return not words or word.strip().lower() in words
    with duckdb.connect() as connection:
        query = f"select try_cast({literal(word)} as {column.type}) is not null"
        return connection.execute(query).fetchone() == (True,)


def words_of(column: Column) -> set[str]:
    """The words that a column may have by the contract; none: any."""
    return set(column.words) | (words_of_seed(column.words_in) if column.words_in else set())


@cache
def words_of_seed(seed: str) -> set[str]:
    with open(PROJECT / "seeds" / f"{seed}.csv", encoding="utf-8", newline="") as file:
        return {word.strip().lower() for row in csv.DictReader(file) for word in row.values() if word}


def wrong_made_columns(
    place: Place, part: SourceConfig | TableConfig, of: list[Table], tables: dict[str, Table]
) -> Iterator[Mistake]:
    """What `set` makes, or looks up in, and what is not there."""
    names = {column.name for table in of for column in table.columns}
    for target, made in part.set.items():
        at = (*place, "set", target)
        if target not in names:
            whose = f"{of[0].name} has no" if place else "no table has a"
            yield at, f"set: {whose} column {target!r}{meant(target, names)}."
        if not isinstance(made, LookUp):
            continue
        if made.find not in tables:
            yield at, f"set: unknown table {made.find!r}{meant(made.find, tables)}."
            continue
        looked_in = tables[made.find]
        columns = [column.name for column in looked_in.columns]
        for column in filter(None, (made.by, made.take)):
            if column not in columns:
                yield at, f"set: {made.find} has no column {column!r}{meant(column, columns)}."
        if not (made.take or looked_in.key):
            yield at, f"set: the rows of {made.find} have no id; say by `take` which column is meant."


def circles(config: SourceConfig, tables: dict[str, Table]) -> Iterator[Mistake]:
    """Tables that look something up in each other, so that none can land first."""
    needs = {
        name: {each.find for each in look_ups(config.of(table)).values()} for name, table in tables.items()
    }
    left = {name for name, needed in needs.items() if needed}
    while free := {name for name in left if not needs[name] & left}:
        left -= free
    for name in sorted(left):
        said = f"set: {name} looks something up in {' and '.join(sorted(needs[name]))}, which would have to land first."
        yield ("tables", name, "set"), said


def is_condition(where: str) -> bool:
    """Whether a text is one expression in SQL."""
    try:
        return len(duckdb.extract_statements(f"select ({where}\n)")) == 1
    except duckdb.Error:
        return False


def sentence_for(fault: ErrorDetails) -> str:
    """An error of pydantic's as a sentence for whoever wrote the file."""
    place = [part for part in fault["loc"] if part not in ("str", "LookUp")]
    model: type[BaseModel] = SourceConfig
    whose = ""
    if place[0] == "tables" and len(place) > 2:
        model, whose, place = TableConfig, f"{place[1]}: ", place[2:]
    if fault["type"] == "value_error":
        return whose + str(fault["ctx"]["error"])
    key, *within = place
    if fault["type"] == "extra_forbidden":
        known = list(model.model_fields)
        return f"{whose}unknown key {key!r}{meant(str(key), known)}. Known: {', '.join(known)}."
    shape = SHAPES[fault["type"]].format(example=EXAMPLES.get(str(key), "['?', NULL]"))
    if within and shape == "a text":
        shape = "texts"
    name = f"{key} of {within[0]}" if within and key in ("columns", "values", "tables", "set") else key
    return f"{whose}{name} must be {shape}."
