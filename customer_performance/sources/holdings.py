"""The tables that a landing folder or a database holds: their names and columns, and no row of theirs."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from customer_performance.core.contract import PLAIN, Contract, LandingError
from customer_performance.core.pulled import DATABASE_YML
from customer_performance.core.sql import folded
from customer_performance.land.aliases import known_aliases
from customer_performance.land.discover import (
    SOURCE_YML,
    below,
    entries_of,
    is_plain_folder,
    name_of,
    table_of,
)
from customer_performance.land.excel import sheets_of
from customer_performance.land.readers import format_of, relation_of
from customer_performance.land.refused import Refused
from customer_performance.land.source_schema import TableConfig
from customer_performance.land.table import UNREADABLE
from customer_performance.pull.server import Server

SYSTEM_SCHEMAS = ("information_schema", "mysql", "performance_schema", "pg_catalog", "sys")


@dataclass(frozen=True)
class Held:
    """A table that somebody has. `columns`: in lower case; `files`: how many it lies in; `fault`: why its columns are
    not known."""

    name: str
    columns: frozenset[str]
    files: int = 1
    fault: str | None = None


@dataclass(frozen=True)
class Place:
    """A folder or a schema with tables. `source`: whose tables its name says they are; None where it says nothing.
    `is_mapped`: whether a source.yml says how to read it."""

    name: str
    tables: tuple[Held, ...]
    source: str | None = None
    is_mapped: bool = False


def places_in_folder(landing: Path, contract: Contract) -> list[Place]:
    """The landing folder itself and each folder in it that is no table of the plain contract. Raises LandingError where
    one cannot be listed, or where there is no file at all."""
    plain = contract[PLAIN]
    declared = [table for tables in contract.values() for table in tables.values()]
    known = frozenset(folded(column.name) for table in declared for column in table.columns).union(
        *map(known_aliases, declared)
    )
    entries = [entry for entry in entries_of(landing) if entry.name not in (SOURCE_YML, DATABASE_YML)]
    own = [entry for entry in entries if not is_place(entry, plain)]
    is_mapped = (landing / SOURCE_YML).exists()
    found = [Place(f"{landing}{os.sep}", held_in(landing, own, known), PLAIN, is_mapped)]
    for folder in [entry for entry in entries if is_place(entry, plain)]:
        inner = [entry for entry in entries_of(folder) if entry.name not in (SOURCE_YML, DATABASE_YML)]
        source = folder.name if folder.name in contract else None
        is_mapped = (folder / SOURCE_YML).exists()
        name = f"{name_of(folder, landing)}{os.sep}"
        found.append(Place(name, held_in(landing, inner, known), source, is_mapped))
    found = [place for place in found if place.tables]
    if not found:
        raise LandingError(f"{landing} has no file. Put there what your loader or your tools have exported.")
    return found


def is_place(entry: Path, plain: Iterable[str]) -> bool:
    return is_plain_folder(entry) and entry.name.lower() not in plain


def held_in(landing: Path, entries: list[Path], known: frozenset[str]) -> tuple[Held, ...]:
    """The tables of a folder: one for each file, sheet or folder in it."""
    tables: list[Held] = []
    with duckdb.connect() as connection:
        for entry in entries:
            name = table_of(entry)
            files = list(below(entry, set())) if entry.is_dir() else [entry]
            if not files:
                continue
            try:
                is_workbook = format_of(files[0])[0] == "xlsx"
                sheets: list[str | None] = [*sheets_of(files[0])] if is_workbook else [None]
                for sheet in sheets:
                    config = TableConfig(sheet=sheet)
                    relation = relation_of(connection, files[0], set(known), config, name)
                    columns = frozenset(map(folded, relation.columns))
                    tables.append(
                        Held(
                            folded(sheet.strip()) if len(sheets) > 1 and sheet else name, columns, len(files)
                        )
                    )
            except (Refused, *UNREADABLE) as error:
                fault = str(error) if isinstance(error, Refused) else "it cannot be read"
                tables.append(Held(name, frozenset(), len(files), f"{name_of(files[0], landing)}: {fault}"))
    return tuple(tables)


def places_in_database(server: Server) -> list[Place]:
    """The schemas of a database whose tables the user may see."""
    listed = ", ".join(f"'{schema}'" for schema in SYSTEM_SCHEMAS)
    query = f"""
        select cast(table_schema as char(255)), cast(table_name as char(255)), cast(column_name as char(255))
        from information_schema.columns where table_schema not in ({listed})
    """
    found: dict[str, dict[str, set[str]]] = {}
    with server.read(query) as (_, batches):
        for batch in batches:
            for schema, table, column in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                columns = found.setdefault(schema.rstrip(), {}).setdefault(table.rstrip(), set())
                columns.add(folded(column.rstrip()))
    return [
        Place(schema, tuple(Held(table, frozenset(columns)) for table, columns in sorted(tables.items())))
        for schema, tables in sorted(found.items())
    ]
