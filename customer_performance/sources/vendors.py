"""Whose tables they are, and whose loader has written them: known by the names of tables and columns alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from customer_performance.core.contract import LOAD_LOG, Contract, Table
from customer_performance.core.sql import folded
from customer_performance.sources.holdings import Held, Place

LOADERS = {
    "_fivetran_synced": "Fivetran",
    "_airbyte_extracted_at": "Airbyte",
    "_airbyte_emitted_at": "Airbyte",
    "_airbyte_raw_id": "Airbyte",
    "_dlt_load_id": "dlt",
}


@dataclass(frozen=True)
class Recognised:
    """A place as tables of a source. `tables`: {table of ours: theirs}; `lacking`: {table of ours: the columns without
    which no row of it lands}; `others`: tables of theirs that this project does not read."""

    place: Place
    source: str
    tables: dict[str, Held]
    lacking: dict[str, list[str]]
    others: list[Held]

    @property
    def loaders(self) -> list[str]:
        """Those that have written any of the tables."""
        return sorted(
            {LOADERS[column] for held in self.tables.values() for column in held.columns & LOADERS.keys()}
        )


def recognise(place: Place, contract: Contract) -> Recognised | None:
    """The tables of a place as those of the source that it is named after, else of the one of which it has most
    columns; None where it has no whole table of any."""
    if place.source:
        return matched(place, place.source, contract[place.source])
    found = [
        (columns_matched(each, contract[source]), each)
        for source in sorted(contract.keys() - {LOAD_LOG})
        if (each := matched(place, source, contract[source])).tables
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def matched(place: Place, source: str, tables: dict[str, Table]) -> Recognised:
    names = {folded(each): name for name, table in tables.items() for each in (*table.also, name)}
    named: dict[str, list[Held]] = {}
    others = []
    for held in place.tables:
        name = names.get(folded(held.name))
        if name is None or held.fault:
            others.append(held)
        else:
            named.setdefault(name, []).append(held)
    there: dict[str, Held] = {}
    lacking: dict[str, list[str]] = {}
    for name, helds in named.items():
        absent = [required_but_absent(tables[name], held) for held in helds]
        whole = [held for held, missing in zip(helds, absent, strict=True) if not missing]
        if whole:
            there[name] = reduce(both, whole)
            others += [held for held in helds if held not in whole]
        else:
            lacking[name] = absent[0]
    return Recognised(place, source, there, lacking, others)


def required_but_absent(table: Table, held: Held) -> list[str]:
    """The columns without which no row of it lands."""
    return [
        column.name
        for column in table.columns
        if column.is_required and not is_there(column.name, column.also, held)
    ]


def both(one: Held, other: Held) -> Held:
    """Two tables that land as one, such as customer.csv and customers.csv."""
    return Held(one.name, one.columns | other.columns, one.files + other.files)


def is_there(name: str, also: Iterable[str], held: Held) -> bool:
    """Whether a table has a column by any of its names; a path into JSON is there where the column with the JSON is."""
    return any({folded(each), folded(each.partition(".")[0])} & held.columns for each in (name, *also))


def columns_matched(found: Recognised, tables: dict[str, Table]) -> int:
    return sum(
        is_there(column.name, column.also, held)
        for name, held in found.tables.items()
        for column in tables[name].columns
    )
