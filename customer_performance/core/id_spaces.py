"""Whose id is it? Ids of two systems may be alike and mean different things, so each belongs to a source.

An id of the plain contract stands as it landed; one of another source has the source's name and a slash before it. By
var `id_spaces`, columns of the plain contract hold ids of another source. macros/id_spaces.sql does the same in dbt.
"""

import re
from collections.abc import Mapping
from typing import Any

from customer_performance.core.contract import PLAIN, Contract, LandingError
from customer_performance.core.sql import literal, name
from customer_performance.core.suggest import meant

SALESFORCE = "salesforce"
FLOAT = "^([0-9]+)[.]0+$"  # what some tools make of a whole number
CHECKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"

IdSpaces = Mapping[str, str]  # {column, or table.column: source}


def read_id_spaces(variables: Mapping[str, Any], contract: Contract) -> IdSpaces:
    """Whose ids columns of the plain contract hold, by var `id_spaces`. LandingError where the var names what there
    is not."""
    said = variables["id_spaces"] or {}
    if said and not (isinstance(said, dict) and list(said) == [PLAIN] and isinstance(said[PLAIN], dict)):
        raise LandingError(
            "var id_spaces must be a mapping of files alone, such as {files: {ticket_id: zendesk}}, and not "
            f"{said!r}."
        )
    sources = sorted({source for fed in variables["sources"].values() for source in fed})
    columns = {
        shown
        for table in contract[PLAIN].values()
        for column in table.columns
        if column.name.endswith("_id") and not column.is_common
        for shown in (column.name, f"{table.name}.{column.name}")
    }
    spaces = said.get(PLAIN, {})
    for column, source in spaces.items():
        if column not in columns:
            raise LandingError(
                f"var id_spaces: the contract has no column of ids {column}{meant(str(column), columns)}. One is "
                "named as ticket_id, or as calls.ticket_id in one table."
            )
        if source not in sources:
            raise LandingError(
                f"var id_spaces: column {column} cannot hold ids of {source}, which is no source. There are "
                f"{', '.join(sources)}."
            )
    return spaces


def qualified_id(spaces: IdSpaces, source: str, table: str, column: str) -> str:
    """An SQL expression: the id in a column of a raw table, as the models have it."""
    said = spaces.get(f"{table}.{column}") or spaces.get(column)
    space = (said or PLAIN) if source == PLAIN else source
    trimmed = f"trim({name(column)})"
    if space == PLAIN:
        return trimmed
    trimmed = f"regexp_replace({trimmed}, {literal(FLOAT)}, '\\1')"
    if space == SALESFORCE:
        trimmed = f"case when length({trimmed}) = 15 then {trimmed} || {checks(trimmed)} else {trimmed} end"
        return f"{literal(space + '/')} || ({trimmed})"
    return f"{literal(space + '/')} || {trimmed}"


def checks(salesforce_id: str) -> str:
    """An SQL expression: the three characters that an id of Salesforce has behind its 15, one for each five of them,
    which say what letters are large."""
    chunks = (
        " + ".join(
            f"if(substr({salesforce_id}, {start + place}, 1) between 'A' and 'Z', {2**place}, 0)"
            for place in range(5)
        )
        for start in (1, 6, 11)
    )
    return " || ".join(f"substr({literal(CHECKS)}, 1 + {chunk}, 1)" for chunk in chunks)


def in_full(identity: str) -> str:
    """An id as models have it: one of Salesforce with 18 characters, also where somebody has copied 15 of them; a whole
    number of another source without a decimal."""
    source, slash, bare = identity.partition("/")
    if slash:
        bare = re.sub(FLOAT, r"\1", bare)
        identity = f"{source}/{bare}"
    if source != SALESFORCE or len(bare) != 15:
        return identity
    for start in (0, 5, 10):
        large = (2**place for place, letter in enumerate(bare[start : start + 5]) if "A" <= letter <= "Z")
        identity += CHECKS[sum(large)]
    return identity
