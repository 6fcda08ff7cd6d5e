"""The marks of the raw contract: what `config: {meta: …}` of a table or of a column may say, and what it means.

Landing, dbt's macros and forgetting read the marks, each those that it needs; so a misspelt one would be missed by
nobody. Here is the one list of them.
"""

import re
from collections.abc import Collection, Container, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from customer_performance.core.suggest import meant
from customer_performance.core.yaml_lines import Place

OF_TABLES = {
    "key": "the column that tells its rows apart: of two rows with the same key the newest counts",
    "dated_by": "when a row happened, as an expression over its columns",
    "split_by": "the column whose words tell apart what the table holds",
    "also": "names that other loaders have for it: a file or folder named so lands in it too",
    "rows_of": "whose record a row is, `contact` or `ticket`: where the row names somebody forgotten, it is so too",
}
OF_COLUMNS = {
    "required": "no row may lack it; landing rejects one that does",
    "word": "reports may be divided by it; staging shortens it",
    "names": "it names a person or a thing; the gate never takes it for a word, and looks for garbled ones",
    "happened": "a time that is no plan: the present is the newest of these",
    "planned": "a time that may be a plan, such as the end of a term; it never says which of two copies is newer",
    "never_ahead": "such a time that may not be later than the load; a row where it is becomes an exception",
    "not_before": "`{other: reason}`: a time that may not be earlier than another, or than the first one known as in "
    "`coalesce(a, b)`; a row where it is becomes an exception for that reason",
    "not_negative": "a number that cannot be below zero; a row where it is becomes an exception for the reason named",
    "parent": "the table of which it names a row; one that never landed makes an exception, if that table has rows",
    "part_of": "like `parent`, where the row says nothing without it: an exception even if that table has no rows",
    "person": "the id of a `contact` or an `account`, by which a person is forgotten",
    "personal": "anything else that says something of a person, such as free text or an address",
    "common": "an id that several systems have in common, and so without a source before it",
    "ticket": "the id of the ticket on which the row was said: its texts go with the ticket's person",
    "also": "names that other loaders have for it; of several in one file, each row's first that is filled counts; "
    "`via.channel` is a path into the JSON of a column `via`",
    "value_of": "the column that names the field of which this one has a value",
    "desk_fields": "of the column with a field's name: the fields whose values are words of the service desk, which "
    "stay when a person is forgotten; values of others may be texts of the person",
    "words": "the only words that it can have",
    "words_in": "the seed with the words that the models understand",
    "added_by": "not in the files: `landing` or `staging` adds it",
}
FLAGS = ("required", "word", "names", "happened", "planned", "never_ahead", "personal", "common", "ticket")
REASONS = re.compile(r"[a-z][a-z0-9_]*")
TYPES = re.compile(r"string|varchar|timestamp|date|time|boolean|integer|bigint|double|decimal\(\d+,\d+\)")
SHOWN_TYPES = "string, timestamp, date, time, boolean, integer, bigint, double and decimal(18,2)"
IN_ITSELF = ("files", "landing")  # sources whose tables stand in the schema raw
NAMES = re.compile(
    r"'[^']*'|\b([a-z_]\w*)\b(?!\s*\()", re.IGNORECASE
)  # in an expression: no text and no function
SQL_WORDS = {"case", "when", "then", "else", "end", "is", "not", "null", "and", "or"}


def mistakes(
    declared: Mapping[str, Any], keys: Mapping[str, Mapping[str, Any]], seeds: Collection[str]
) -> Iterator[tuple[Place, str]]:
    """(place, what is wrong with it) for each mark in the YAML of sources that says nothing. `keys`: {source: {table:
    its key}} of the whole contract; `seeds`: their names."""
    for at_source, source in enumerate(declared["sources"]):
        schema = "raw" if source["name"] in IN_ITSELF else f"raw_{source['name']}"
        if source.get("schema") != schema:
            found = f"the schema {source['schema']}" if "schema" in source else "no schema"
            yield (
                ("sources", at_source, "schema"),
                f"source {source['name']} has {found}; its tables land in {schema}. Write schema: {schema}.",
            )
        for at_table, table in enumerate(source["tables"]):
            place: Place = ("sources", at_source, "tables", at_table)
            name = table["name"]
            yield from unknown_marks(table, name, OF_TABLES, place)
            columns = [column["name"] for column in table["columns"]]
            for mark in ("dated_by", "split_by"):
                if sentence := mistaken_expression(marks_of(table), mark, columns):
                    said = marks_of(table)[mark]
                    yield (*place, "config", "meta", mark), f"{name} is marked {mark}: {said}, {sentence}"
            if sentence := mistaken_names(marks_of(table), keys[source["name"]]):
                yield (
                    (*place, "config", "meta", "also"),
                    f"{name} is marked also: {marks_of(table)['also']}, {sentence}",
                )
            for at_column, column in enumerate(table["columns"]):
                here: Place = (*place, "columns", at_column)
                named = f"{name}.{column['name']}"
                yield from unknown_marks(column, named, OF_COLUMNS, here)
                if "added_by" not in marks_of(column) and not TYPES.fullmatch(str(column.get("data_type"))):
                    found = (
                        f"the data_type {column['data_type']}" if "data_type" in column else "no data_type"
                    )
                    yield (
                        (*here, "data_type"),
                        f"{named} has {found}, which landing does not know. There are {SHOWN_TYPES}.",
                    )
                for mark, said in marks_of(column).items():
                    if mark == "words_in" and said not in seeds:
                        yield (
                            (*here, "config", "meta", mark),
                            f"{named} is marked words_in: {said}, which is no seed{meant(str(said), seeds)}. Put one "
                            f"in seeds/, or leave the mark out.",
                        )
                    if sentence := mistake(mark, said, columns, keys[source["name"]]):
                        yield (*here, "config", "meta", mark), f"{named} is marked {mark}: {said}, {sentence}"


def marks_of(declared: Mapping[str, Any]) -> Mapping[str, Any]:
    return (declared.get("config") or {}).get("meta") or {}


def unknown_marks(
    declared: Mapping[str, Any], name: str, known: Mapping[str, str], place: Place
) -> Iterator[tuple[Place, str]]:
    if "meta" in declared:
        yield (*place, "meta"), f"the marks of {name} belong into config: {{meta: …}}."
    for mark in marks_of(declared):
        if mark not in known:
            close = get_close_matches(str(mark), known, n=1)
            hint = f"Is {close[0]} meant?" if close else f"There are {', '.join(known)}."
            yield (*place, "config", "meta", mark), f"{name} has the mark {mark}, which means nothing. {hint}"


def mistake(mark: str, said: Any, columns: list[str], keys: Mapping[str, Any]) -> str | None:
    """What is wrong with what a mark of a column says, to follow the mark in a sentence."""
    if mark in FLAGS and not isinstance(said, bool):
        return "which is neither true nor false."
    if mark in ("parent", "part_of") and not keys.get(said):
        return "which is no table with a key."
    if mark == "not_before":
        pairs = said if isinstance(said, dict) else {}
        others = [word for other in pairs for word in re.findall(r"\w+", other) if word != "coalesce"]
        if not others or not all(map(is_reason, pairs.values())):
            return "which is not {other: reason}."
        if strangers := [word for word in others if word not in columns]:
            return f"but the table has no column {strangers[0]}."
    if mark == "also":
        return mistaken_names({"also": said}, columns)
    if mark == "not_negative" and not is_reason(said):
        return "which is no reason: write it in lower case, such as negative_count."
    return None


def mistaken_expression(marks: Mapping[str, Any], mark: str, columns: list[str]) -> str | None:
    """What is wrong with a mark of a table that is an expression over its columns."""
    if mark not in marks:
        return None
    words = [word for word in NAMES.findall(str(marks[mark])) if word and word.lower() not in SQL_WORDS]
    if strangers := [word for word in words if word not in columns]:
        return f"but the table has no column {strangers[0]}{meant(strangers[0], columns)}."
    return None if words else "which names no column."


def mistaken_names(marks: Mapping[str, Any], taken: Container[str]) -> str | None:
    """What is wrong with other names of a table or column. `taken`: the names that the contract has there."""
    said = marks.get("also", [])
    if not isinstance(said, list) or not all(isinstance(each, str) and each for each in said):
        return "which is no list of names, such as [via.channel, via__channel]."
    if double := [each for each in said if each in taken]:
        return f"but {double[0]} is a name of its own there."
    return None


def is_reason(said: Any) -> bool:
    return isinstance(said, str) and bool(REASONS.fullmatch(said))
