"""Two builds of one company with two keys of pseudonyms differ in nothing but the pseudonyms."""

import json
from pathlib import Path

import duckdb
import pytest

from customer_performance.core.dbt import run_dbt
from customer_performance.core.paths import Layout
from customer_performance.demo.generate import generate
from customer_performance.land.land import KEY_VARIABLE, land
from tests.support.cases import environment

TICKETS, COMPANY_SEED = 500, 7
KEYS = ("one" * 11, "another" * 11)
# What could be told apart by a pseudonym alone: every account is a person, and much is there twice at one instant.
TIES = [
    "update raw.accounts set is_person = true",
    """
    insert into raw.usage_events by name
    select events.* replace ('twin ' || events.event_id as event_id, others.account_id as account_id)
    from raw.usage_events as events
    cross join (select account_id from raw.accounts order by account_id limit 5) as others
    where events.contact_id is not null and hash(events.event_id) % 20 = 0
    """,
    """
    insert into raw.survey_responses by name
    select * replace ('twin ' || response_id as response_id, 10 - score as score)
    from raw.survey_responses where kind = 'nps' and responded_at is not null
    """,
    """
    insert into raw.qa_reviews by name
    select * replace ('twin ' || review_id as review_id, points_possible - points as points) from raw.qa_reviews
    """,
    "insert into raw.subscription_changes by name select * replace (mrr * 2 as mrr) from raw.subscription_changes",
    """
    insert into raw.orders by name
    select * replace ('twin ' || order_id as order_id, 'other' as market) from raw.orders
    """,
    "update raw.tickets set solved_at = date_trunc('day', solved_at), closed_at = date_trunc('day', closed_at)",
]
# These name people, or are made of names.
NAMES = {"record_key", "usage_event_key"}


def is_compared(column: dict) -> bool:
    return column["config"]["meta"].get("privacy") == "public" and column["name"] not in NAMES


def compared_columns(layout: Layout) -> dict[str, list[str]]:
    """{published table: its columns that hold no pseudonym}. Metrics are compared as metric_observations."""
    manifest = json.loads((layout.target / "manifest.json").read_text(encoding="utf-8"))
    found = {
        node["name"]: [column["name"] for column in node["columns"].values() if is_compared(column)]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == "marts"
    }
    return {name: columns for name, columns in found.items() if columns}


@pytest.fixture(scope="module")
def builds(tmp_path_factory) -> tuple[Layout, Path]:
    """The build file by the second key, and a copy of it by the first."""
    layout = Layout(tmp_path_factory.mktemp("keys") / "out")
    layout.make()
    generate(layout.demo, TICKETS, COMPANY_SEED, "parquet")
    with environment(KEY_VARIABLE, KEYS[0]):
        land(layout.demo / "landing", layout.database)
    with duckdb.connect(str(layout.database)) as connection:
        for statement in TIES:
            connection.execute(statement)
    run_dbt(layout, "seed")
    run_dbt(layout, "run")
    first = layout.database.with_name("first.duckdb")
    layout.database.rename(first)
    layout.database.write_bytes(first.read_bytes())
    with duckdb.connect(str(layout.database)) as connection:
        connection.execute("update raw.pseudonym_key set pseudonym_key = ?", [KEYS[1]])
    run_dbt(layout, "run")
    return layout, first


@pytest.mark.slow
def test_nothing_hangs_on_a_pseudonym(builds):
    layout, first = builds
    differing = {}
    with duckdb.connect(str(layout.database), read_only=True) as connection:
        connection.execute(f"attach '{first}' as by_first_key (read_only)")
        names = "select distinct contact_id from {}marts.fct_usage_days where contact_id is not null"
        assert not connection.execute(
            f"{names.format('')} intersect {names.format('by_first_key.')}"
        ).fetchall()
        for table, columns in compared_columns(layout).items():
            of, listed = f"marts.{table}", ", ".join(columns)
            rows = connection.execute(
                f"(select {listed} from {of} except all select {listed} from by_first_key.{of}) union all "
                f"(select {listed} from by_first_key.{of} except all select {listed} from {of})"
            ).fetchall()
            if rows:
                differing[table] = (len(rows), rows[:2])
    assert differing == {}
