"""Says what a company has and which metrics it may have of that, before anything is landed."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

from customer_performance.core.contract import PLAIN, Contract, load_contract
from customer_performance.core.errors import RunError
from customer_performance.core.variables import project_variables
from customer_performance.land.discover import SOURCE_YML
from customer_performance.pull.pull import server_of
from customer_performance.pull.server import Server
from customer_performance.sources.feeds import Way, feeds_of, needs_of_metrics
from customer_performance.sources.holdings import places_in_database, places_in_folder
from customer_performance.sources.vendors import Recognised, is_there, recognise

Given = dict[str, set[str]]
# Columns by which a loader's rows, or a vendor's, can be told to be newer.
NEWER = ("_fivetran_synced", "_airbyte_extracted_at", "updated_at", "last_modified_date")


def sources_in_folder(landing: Path) -> str:
    """What a landing folder holds. Raises RunError where it holds nothing."""
    contract = load_contract()
    places = places_in_folder(landing, contract)
    found = [(place, recognise(place, contract)) for place in places]
    lines = []
    for place, known in found:
        lines += told(place.name, known, contract)
        if place.is_mapped:
            lines.append(
                f"  its {SOURCE_YML} is not read here, so what it names or makes may be told as missing"
            )
        if known and place.source is None and known.source != PLAIN:
            lines.append(f"  to land them, rename the folder to {known.source}/")
        lines += [f"  cannot be read: {held.fault}" for held in place.tables if held.fault]
    if all(held.fault for place in places for held in place.tables):
        raise RunError("\n".join([*lines, "None of the files can be read."]))
    return "\n".join([*lines, *metrics([known for _, known in found if known], contract)])


def sources_in_database(variable: str) -> str:
    """What a database holds, and a first database.yml for each schema of a known source. `variable`: of the
    environment, with the URL. Raises RunError where nothing of it is known."""
    contract = load_contract()
    with server_of(variable) as server:
        places = places_in_database(server)
    found = [known for place in places if (known := recognise(place, contract))]
    if not found:
        raise RunError(
            f"{len(places)} schemas, and none has tables of a source that is known: "
            f"{', '.join(sorted(contract.keys() - {'landing'}))}. Name your own in a database.yml; "
            "docs/how-to/pull-from-a-database.md shows one."
        )
    lines = []
    for known in found:
        lines += told(f"schema {known.place.name}", known, contract)
    for known in found:
        folder = "" if known.source == PLAIN else f"{known.source}/"
        written = database_yml(variable, known, contract, server)
        lines += ["", f"{folder}database.yml, to be checked line by line:", *written]
    return "\n".join([*lines, *metrics(found, contract)])


def told(name: str, known: Recognised | None, contract: Contract) -> list[str]:
    if known is None:
        return [f"{name}: no table that is known"]
    tables = contract[known.source]
    land = "lands" if len(known.loaders) == 1 else "land"
    loader = f", as {' and '.join(known.loaders)} {land} them" if known.loaders else ""
    lines = [f"{name}: {len(known.tables)} of the {len(tables)} tables of {known.source}{loader}"]
    for table, held in sorted(known.tables.items()):
        absent = [
            column.name
            for column in tables[table].columns
            if not column.name.startswith("_") and not is_there(column.name, column.also, held)
        ]
        files = f" ({held.files} files)" if held.files > 1 else ""
        lines.append(f"  {table}{files}" + (f", without {', '.join(absent)}" if absent else ""))
    lines += [
        f"  {table} lacks {', '.join(missing)}, without which no row of it lands"
        for table, missing in sorted(known.lacking.items())
    ]
    absent = sorted(tables.keys() - known.tables.keys() - known.lacking.keys())
    if absent and known.source != PLAIN:
        lines.append(f"  not there: {', '.join(absent)}")
    others = sorted(held.name for held in known.others if not held.fault)
    if others:
        lines.append(f"  not read: {', '.join(others)}")
    return lines


def given_by(found: Iterable[Recognised], contract: Contract) -> Given:
    """{table of the plain contract: its columns that have values, as far as names tell}."""
    given: Given = {}
    for known in found:
        if known.source == PLAIN:
            for name, held in known.tables.items():
                columns = {c.name for c in contract[PLAIN][name].columns if is_there(c.name, c.also, held)}
                given.setdefault(name, set()).update(columns)
            continue
        there = columns_there(known, contract)
        for name, feed in feeds_of(known.source).items():
            if feed.raw_tables & known.tables.keys():
                given.setdefault(name, set()).update(
                    column for column, needs in feed.columns.items() if all(need & there for need in needs)
                )
    return given


def lacks(way: Way, given: Given) -> list[str]:
    """Of the inputs of a way to feed a metric, those that are not given."""
    missing = []
    for item in way:
        table, _, column = item.partition("[")[0].partition(".")
        if table not in given or (column and column not in given[table]):
            missing.append(item)
    return missing


def metrics(found: list[Recognised], contract: Contract) -> list[str]:
    """How many metrics may be had, and of the others what they lack, those first that lack least."""
    given = given_by(found, contract)
    needs = needs_of_metrics(project_variables())
    lacking = {
        metric: min((lacks(way, given) for way in ways), key=len, default=[])
        for metric, ways in needs.items()
    }
    had = sorted(metric for metric, missing in lacking.items() if not missing)
    lines = ["", f"{len(had)} of {len(needs)} metrics may be had of them: {', '.join(had) or 'none'}"]
    groups: dict[tuple[str, ...], list[str]] = {}
    for metric, missing in sorted(lacking.items()):
        if missing:
            groups.setdefault(tuple(missing), []).append(metric)
    for inputs, names in sorted(groups.items(), key=lambda pair: (len(pair[0]), -len(pair[1]), pair[0])):
        where = raw_inputs_for(inputs, found, contract)
        lines.append(f"  with {' and '.join(inputs)}{where}: {', '.join(names)}")
    return [*lines, "After landing, metric_readiness says what the values themselves tell."]


def raw_inputs_for(missing: Iterable[str], found: list[Recognised], contract: Contract) -> str:
    """Which tables and columns of the vendors that are there would give what is missing, in brackets."""
    named = set()
    for known in (each for each in found if each.source != PLAIN):
        there = columns_there(known, contract)
        for table, _, column in (item.partition("[")[0].partition(".") for item in missing):
            feed = feeds_of(known.source).get(table)
            if not feed or (column and column not in feed.columns):
                continue
            named |= {f"{known.source} {raw}" for raw in feed.raw_tables - known.tables.keys()}
            named |= {
                f"{known.source} {' or '.join(sorted(need))}"
                for need in feed.columns.get(column, [])
                if feed.raw_tables & known.tables.keys() and not need & there
            }
    return f" ({', '.join(sorted(named))})" if named else ""


def columns_there(known: Recognised, contract: Contract) -> set[str]:
    """The columns of a vendor's tables that are there, as table.column by our names."""
    return {
        f"{name}.{column.name}"
        for name, held in known.tables.items()
        for column in contract[known.source][name].columns
        if is_there(column.name, column.also, held)
    }


def database_yml(variable: str, known: Recognised, contract: Contract, server: Server) -> list[str]:
    lines = [f"url_from: {variable}", "tables:"]
    for name, held in sorted(known.tables.items()):
        table = f"{known.place.name}.{held.name}"
        if re.search(r"\s", table):
            table = f"select * from {server.name(known.place.name)}.{server.name(held.name)}"
        said = {"from": table}
        key = contract[known.source][name].key
        newer = next((column for column in NEWER if column in held.columns), None)
        if key and newer:
            said |= {"key": key, "updated_at": newer}
        lines.append(f"  {name}: {{{', '.join(f'{k}: {plain(v)}' for k, v in said.items())}}}")
    return lines


def plain(text: str) -> str:
    """A text of YAML, in quotes where it needs them."""
    return text if text.replace("_", "a").replace(".", "a").isalnum() else json.dumps(text)
