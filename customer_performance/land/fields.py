"""Which column of the raw table each column of a file goes to."""

import re
from collections.abc import Iterator

from customer_performance.core.build_file import ADDED
from customer_performance.core.contract import Column, Table
from customer_performance.core.sql import folded, is_writable
from customer_performance.core.suggest import meant
from customer_performance.land.aliases import known_aliases
from customer_performance.land.casts import Field
from customer_performance.land.made_columns import headers_in
from customer_performance.land.readers import Refused, Relation
from customer_performance.land.source_schema import TableConfig


def known_headers(table: Table, config: TableConfig) -> set[str]:
    """The names that a column may have in a file: those of the contract, with those of other loaders, and those that
    source.yml mentions."""
    names = (column.name for column in table.columns)
    return {folded(header) for header in (*names, *mentioned(config))} | known_aliases(table)


def mentioned(config: TableConfig) -> set[str]:
    """The headers that source.yml says something of."""
    made = (header for each in config.set.values() for header in headers_in(each))
    return {*config.columns, *config.ignore, *made}


def fields_of(relation: Relation, table: Table, config: TableConfig) -> list[Field]:
    """The column of the raw table for each column of the file, and for each column that source.yml makes. Those that
    the contract does not know are text. Raises Refused where a required column is missing, where two columns go to the
    same one, or where a header that a made column needs is not there."""
    names = known_headers(table, config)
    # Without a known name, the header may be a row of data, which must not be shown.
    if not any(folded(header) in names for header in relation.columns):
        hint = "Is each line a JSON object?" if relation.format == "jsonl" else "Has it a header?"
        required = ", ".join(table.required)
        raise Refused(
            f"it lacks {required}; none of its {len(relation.columns)} columns is known. {hint} Where its columns have "
            "other names, `customer-performance map` writes a first source.yml"
        )
    made = [made_field(position, name, table, relation) for position, name in enumerate(config.set)]
    found = {folded(field.column.name): field for field in made}
    ours = {column.name: column for column in table.columns}
    mapping = {folded(header): target for header, target in config.columns.items()}
    ignored = {folded(header) for header in config.ignore}
    extra: list[tuple[int, str]] = []
    for position, header in enumerate(relation.columns):
        target = folded(mapping.get(folded(header), header))
        if ignored & {folded(header), target} or target in config.set:
            continue
        if target not in ours:
            extra.append((position, header))
        elif target in found:
            both = f"as {relation.columns[found[target].position]} and as {header}"
            raise Refused(f"it has the column {target} twice, {both}")
        else:
            found[target] = field_at(position, ours[target], relation)
    lacking = [column.name for column in table.columns if column.is_required and column.name not in found]
    if lacking:
        has = ", ".join(relation.columns)[:500] or "no columns"
        raise Refused(f"it lacks {', '.join(lacking)}; it has {has}{unmatched_in(relation, config)}")
    for position, header in extra:
        name = free_name(header or f"column{position + 1}", found)
        found[folded(name)] = field_at(position, Column(name, "varchar"), relation)
    return sorted(found.values(), key=lambda field: field.position)


def field_at(position: int, column: Column, relation: Relation) -> Field:
    return Field(position, relation.types[position], column, relation.kind_at(position))


def made_field(position: int, name: str, table: Table, relation: Relation) -> Field:
    """A column that source.yml makes. Its position is behind those of the file."""
    (column,) = (column for column in table.columns if column.name == name)
    return Field(len(relation.columns) + position, "varchar", column)


def free_name(header: str, found: dict[str, Field]) -> str:
    """A name for a column that nothing maps, so that no other column has it."""
    base = name = header if is_writable(header) else re.sub("[\0\ud800-\udfff]", "?", header)
    number = 1
    while folded(name) in found or folded(name) in ADDED:
        number += 1
        name = f"{base}_{number}"
    return name


def unmatched_in(relation: Relation, config: TableConfig) -> str:
    """The end of a sentence: what source.yml maps that the file does not have."""
    return "".join(
        f". source.yml maps {header!r}, which it does not have{meant(header, relation.columns)}"
        for header in unmatched(config.columns, relation.columns)
    )


def unmatched(headers: Iterator[str] | dict[str, str] | tuple[str, ...], columns: list[str]) -> list[str]:
    """The headers that are not among the columns of a file."""
    there = {folded(column) for column in columns}
    return [header for header in headers if folded(header) not in there]
