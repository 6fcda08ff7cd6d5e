"""What each source feeds, and what each metric needs, as the models say it: read from their files, without dbt."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from customer_performance.core.contract import LOADER, METRICS, STAGING, load_contract
from customer_performance.core.errors import RunError

CALLED = re.compile(r"ref\('(\w+)'\)|(?:(?:source|staged)\('\w+', |\w+_records\()'(\w+)'")
STEP = re.compile(r"^(\w+) as \(\n(.*?)^\)", re.MULTILINE | re.DOTALL)
MAPPED = re.compile(r"(?<=[{\s])'(\w+)':(.*?)(?=[{,]\s*'\w+':|\}\s*\))", re.DOTALL)
WORD = re.compile(r"\w+")
FROM = re.compile(
    r"(?:^\s*|\* )from (?:(\w+)|\{\{ )|\b(?:current_rows|last_version|history_events|values_of_versions)\(\s*'(\w+)'",
    re.MULTILINE,
)
Way = tuple[str, ...]


@dataclass(frozen=True)
class Feed:
    """What an adapter fills of a table of the contract. `raw_tables`: those of which any one gives it rows; `columns`:
    {column: what it needs besides rows, each as the raw columns, as table.column, of which any one will do}."""

    columns: dict[str, list[set[str]]]
    raw_tables: frozenset[str]


@cache
def feeds_of(source: str) -> dict[str, Feed]:
    """{table of the contract: what the adapter of a vendor fills of it}. Raises RunError where a staging model does not
    say from which table its rows come."""
    feeds = {}
    for path in sorted((STAGING / source).glob(f"stg_{source}__*.sql")):
        raw_tables = frozenset(first_tables(path))
        feeds[path.stem.partition("__")[2]] = Feed(dict(columns_of(path, source, raw_tables)), raw_tables)
    return feeds


def columns_of(path: Path, source: str, raw_tables: frozenset[str]) -> Iterator[tuple[str, list[set[str]]]]:
    """Each column that a staging model maps, with what it needs: as the model's YAML says, else any of those columns of
    the tables of its rows that its expression names."""
    (model,) = yaml.load(path.with_suffix(".yml").read_text(encoding="utf-8"), Loader=LOADER)["models"]
    said = {
        column["name"]: column.get("config", {}).get("meta", {}).get("needs") for column in model["columns"]
    }
    tables = load_contract()[source]
    raw = {
        column.name: f"{table}.{column.name}"
        for table in sorted(raw_tables & tables.keys())
        for column in tables[table].columns
    }
    several = len(raw_tables) > 1
    for name, expression in MAPPED.findall(path.read_text(encoding="utf-8")):
        if said.get(name):
            yield name, [set(needed.split(" or ")) for needed in said[name]]
        else:
            named = {raw[word] for word in WORD.findall(expression) if word in raw}
            yield name, [] if several or not named else [named]


def first_tables(path: Path) -> Iterator[str]:
    """The raw tables from which the rows of a model come, each enough by itself: those that its last select begins
    with, or each part of a union, through the base models in its folder."""
    text = path.read_text(encoding="utf-8")
    steps = dict(STEP.findall(text))

    def first(body: str) -> Iterator[str]:
        begins = list(FROM.finditer(body))
        if not begins and not (begins := list(CALLED.finditer(body))[:1]):
            raise RunError(f"{path}: it is not clear from which table its rows come.")
        for match in begins if "union all" in body else begins[:1]:
            named = next(filter(None, match.groups()), None)
            # a step may have the name of the raw table that it reads
            if named in steps and match.re is FROM:
                yield from first(steps[named])
            elif base := CALLED.search(body, match.start()):
                model = path.with_name(f"{base[1]}.sql")
                yield from first_tables(model) if model.exists() else [base[1] or base[2]]

    yield from first(text[max((step.end() for step in STEP.finditer(text)), default=0) :])


def needs_of_metrics(variables: dict[str, Any]) -> dict[str, list[Way]]:
    """{metric model: the ways to feed it, each a set of table, table.column or table.column[word] that are all needed}.
    What is needed of evidence is said by the columns that give it (`from` in var `evidence`)."""
    evidence = {kind: giving(declared) for kind, declared in variables["evidence"].items()}
    found = {}
    for path in sorted(METRICS.glob("*pi/*.yml")):
        for model in yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER).get("models", []):
            requires = model["config"]["meta"].get("requires") or []
            ways = [requires] if requires and isinstance(requires[0], str) else requires
            found[model["name"]] = [each for way in ways for each in spelled_out(way, evidence)]
    return found


def giving(declared: dict[str, Any]) -> list[str]:
    """The inputs of which any one shows that a source tells of a kind."""
    return declared.get("from") or [declared["rows"].removeprefix("int_")]


def spelled_out(way: list[str], evidence: dict[str, list[str]]) -> Iterator[Way]:
    """A way once for each choice among the inputs that give its evidence."""
    for position, item in enumerate(way):
        table, _, kind = item.partition(".")
        if table == "evidence":
            for given in evidence[kind]:
                yield from spelled_out([*way[:position], given, *way[position + 1 :]], evidence)
            return
    yield tuple(dict.fromkeys(way))
