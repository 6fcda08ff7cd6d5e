"""Ids that seeds and matches link, against an independent union-find, on random links of three systems."""

import random
from collections import Counter
from collections.abc import Iterator

import duckdb
import pytest

from tests.support.made_up_vendor import add_vendor
from tests.support.project_copy import ProjectCopy

SOURCES = ("files", "crm", "desk")
MODELS = ("int_identity_lines", "int_account_matches", "int_identity_links")
RULES = ("external_id", "domain")

Key = tuple[str, str, str, str]  # source, id, rule, what the record has
Line = tuple[str, str, str]  # source, id as the source writes it, the id that it is said to be


@pytest.fixture(scope="module")
def compiled(tmp_path_factory) -> dict[str, str]:
    """The SQL of the models that link accounts."""
    copy = ProjectCopy(tmp_path_factory.mktemp("project"))
    for vendor in SOURCES[1:]:
        add_vendor(copy, vendor, ["accounts"])
    (copy.folder / "landing").mkdir()
    (copy.folder / "landing" / "accounts.csv").write_text("account_id\nA\n", encoding="utf-8")
    copy.run("customer-performance", "land", "--landing", "landing")
    copy.run("dbt", "compile", "--select", *MODELS, "--vars", "{match_accounts_by: [external_id, domain]}")
    folder = copy.folder / "target" / "compiled" / "customer_performance" / "models" / "intermediate"
    return {model: (folder / "identities" / f"{model}.sql").read_text(encoding="utf-8") for model in MODELS}


@pytest.fixture(scope="module")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse")
        for schema in ("intermediate", "seeds", "raw"):
            connection.execute(f"create schema warehouse.{schema}")
        for kind in ("account", "contact", "agent"):
            connection.execute(
                f"create table warehouse.seeds.{kind}_links (source varchar, {kind}_id varchar, {kind} varchar)"
            )
        connection.execute(
            "create table warehouse.raw.pseudonym_key as select 'k' as pseudonym_key;"
            "create table warehouse.intermediate.int_identity_mentions (kind varchar, id varchar);"
            "create table warehouse.intermediate.int_identity_keys (kind varchar, source varchar, landed_id varchar,"
            " matched_by varchar, matched_on varchar, unfit varchar, owner_id varchar);"
            "create table warehouse.intermediate.int_contact_matches (kind varchar, landed_id varchar,"
            " identity_id varchar, problem varchar, matched_by varchar, is_used boolean, is_contradiction boolean);"
            "create table warehouse.intermediate.int_agent_matches as from warehouse.intermediate.int_contact_matches"
        )
        yield connection


def qualified(source: str, identity: str) -> str:
    return identity if source == "files" else f"{source}/{identity}"


def by_sql(
    warehouse: duckdb.DuckDBPyConnection,
    compiled: dict[str, str],
    lines: list[Line],
    landed: set[str],
    keys: list[Key],
) -> dict[str, str]:
    """{id: the id under which it goes}, of those that go by another."""
    for table, rows in (
        ("seeds.account_links", lines),
        ("intermediate.int_identity_mentions", [("account", identity) for identity in landed]),
        ("intermediate.int_identity_keys", [("account", *key, None, None) for key in keys]),
    ):
        warehouse.execute(f"delete from warehouse.{table}")
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            warehouse.executemany(f"insert into warehouse.{table} values ({marks})", rows)
    for model in MODELS:
        warehouse.execute(f"create or replace table warehouse.intermediate.{model} as {compiled[model]}")
    found = warehouse.execute(
        "select landed_id, identity_id from warehouse.intermediate.int_identity_links"
        " where identity_id is not null and identity_id <> landed_id"
    ).fetchall()
    assert max(Counter(identity for identity, _ in found).values(), default=1) == 1
    return dict(found)


def by_union_find(lines: list[Line], landed: set[str], keys: list[Key]) -> dict[str, str]:
    """The same, of the rules of docs/decisions/ids.md; it shares no code with the models."""
    said: dict[str, set[str]] = {}
    named_for: dict[str, set[str]] = {}
    for source, identity, target in lines:
        said.setdefault(qualified(source, identity), set()).add(target)
        named_for.setdefault(target, set()).add(qualified(source, identity))

    def holds(identity: str, target: str) -> bool:
        is_own_name = "/" not in target and len(named_for[target]) > 1
        return len(said[identity]) == 1 and identity in landed and (target in landed or is_own_name)

    steps = {
        identity: target
        for identity, targets in said.items()
        for target in targets
        if identity != target and holds(identity, target)
    }
    ends: dict[str, str] = {}
    for identity in steps:
        way, here = {identity}, steps[identity]
        while here in steps and here not in way:
            way.add(here)
            here = steps[here]
        if here not in way:
            ends[identity] = here

    alone = {identity for identity in said if identity not in ends}
    known = {identity: ends.get(identity, identity) for _, identity, _, _ in keys if identity not in alone}
    groups: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for source, identity, rule, value in keys:
        if identity in known:
            groups.setdefault((rule, value), set()).add((source, known[identity]))
    parent: dict[str, str] = {}

    def find(identity: str) -> str:
        parent.setdefault(identity, identity)
        return identity if parent[identity] == identity else find(parent[identity])

    for group in groups.values():
        sources = [source for source, _ in group]
        if len(sources) == len(set(sources)):
            first, *others = {identity for _, identity in group}
            for other in others:
                parent[find(other)] = find(first)

    stands_for: dict[str, set[str]] = {}
    for source, identity, _, _ in keys:
        if identity in known:
            stands_for.setdefault(known[identity], set()).add(source)
    for identity, end in ends.items():
        stands_for.setdefault(end, set()).add(identity.split("/")[0] if "/" in identity else "files")
    components: dict[str, set[str]] = {}
    for identity in set(known.values()):
        components.setdefault(find(identity), set()).add(identity)
    goes_by = dict(ends)
    for members in components.values():
        sources = [source for identity in members for source in stands_for[identity]]
        names = members & set(ends.values())
        if len(sources) == len(set(sources)) and len(names) < 2:
            name = next(iter(names), min(members))
            goes_by |= {identity: name for identity, end in known.items() if end in members}
    return {identity: end for identity, end in goes_by.items() if identity != end}


def random_case(seed: int) -> tuple[list[Line], set[str], list[Key]]:
    chance = random.Random(seed)
    ids = [(source, str(number)) for source in SOURCES for number in range(1, 5)]
    landed = {qualified(*each) for each in ids if chance.random() < 0.9}
    names = [*(qualified(*each) for each in ids), "ours", "theirs"]
    lines = [(*chance.choice(ids), chance.choice(names)) for _ in range(chance.choice([0, 1, 3, 6]))]
    values = [str(number) for number in range(chance.choice([3, 6, 12]))]
    keys = [
        (source, qualified(source, identity), rule, chance.choice(values))
        for source, identity in ids
        for rule in RULES
        if qualified(source, identity) in landed and chance.random() < 0.7
    ]
    return lines, landed, keys


def test_sql_and_a_union_find_agree_on_random_links(warehouse, compiled) -> None:
    linked = 0
    for seed in range(300):
        case = random_case(seed)
        expected = by_union_find(*case)
        assert by_sql(warehouse, compiled, *case) == expected, f"case {seed}: {case}"
        linked += len(expected)
    assert linked > 300
