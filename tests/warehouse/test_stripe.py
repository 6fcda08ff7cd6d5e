"""Stripe's tables: what each subscription comes to in a month, by hand and by an oracle; the names of several loaders;
and public test tables, which land and build. All of it but the public tables is one build."""

import json
from collections import defaultdict
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
import yaml

from customer_performance.core.dbt import run_dbt
from customer_performance.core.paths import Layout
from customer_performance.land.land import land
from tests.oracles.stripe_mrr import changes
from tests.support.stripe_cases import at_random, together, told
from tests.support.stripe_loaders import AIRBYTE, DLT, FIVETRAN, rows_of
from tests.support.vendor_seeds import FOLDER, build_seeds

SEEDS = FOLDER / "dbt_stripe"
BY_HAND = yaml.safe_load(Path(__file__).with_name("stripe_mrr_cases.yml").read_text(encoding="utf-8"))
HAND = {name: told(number, case) for number, (name, case) in enumerate(BY_HAND.items())}
RANDOM = {seed: told(1000 + seed, at_random(seed)) for seed in range(400)}
UNTIL = datetime(2025, 12, 31)
# A customer moved from one subscription to another, with a night between the two.
MIGRATION = told(
    9000, {"price": {"unit_amount": 1000}, "versions": [{"status": "canceled", "ended_at": date(2024, 3, 1)}]}
)
AFTER_IT = told(9001, {"price": {"unit_amount": 1500}, "start": date(2024, 3, 2)})
AFTER_IT.tables["subscription_history"][0]["customer_id"] = "cus_9000"


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("stripe")
    landing = folder / "landing" / "stripe"
    write(landing, "cases", together([*HAND.values(), *RANDOM.values(), MIGRATION, AFTER_IT]))
    for loader in (FIVETRAN, AIRBYTE, DLT):
        write(landing, loader.name, loader.tables)
    (landing / "source.yml").write_text("timestamp_format: ['%Y-%m-%d', epoch_s]\n")
    database = build(landing.parent, Layout(folder / "out"), "+int_account_mrr_spans")
    with duckdb.connect(str(database), read_only=True) as connection:
        yield connection


def write(landing: Path, name: str, tables: dict[str, list[dict]]) -> None:
    for table, rows in tables.items():
        (landing / table).mkdir(parents=True, exist_ok=True)
        lines = "".join(json.dumps(row, default=str) + "\n" for row in rows)
        (landing / table / f"{name}.jsonl").write_text(lines)


def build(landing: Path, layout: Layout, *models: str) -> Path:
    layout.make()
    land(landing, layout.database)
    selected = " ".join(["vendor_words", "path:models/staging/stripe", *models])
    run_dbt(
        layout,
        "build",
        "--exclude-resource-type",
        "unit_test",
        "--indirect-selection",
        "cautious",
        "--select",
        selected,
    )
    return layout.database


@pytest.fixture(scope="module")
def mrr(built) -> dict[str, list[tuple]]:
    """The MRR of each subscription from each change of it on; changes of its plan or term alone are left out."""
    found = defaultdict(list)
    query = (
        "select subscription_id, changed_at, mrr from staging.stg_stripe__subscription_changes order by all"
    )
    for subscription, changed_at, amount in built.execute(query).fetchall():
        amount = amount if amount is None else Fraction(str(amount))
        if not found[subscription] or found[subscription][-1][1] != amount:
            found[subscription].append((changed_at, amount))
    return found


@pytest.mark.parametrize("name", HAND)
def test_mrr_is_what_it_is_by_hand(mrr, name):
    by_hand = [
        (datetime(day.year, day.month, day.day), amount if amount is None else Fraction(str(amount)))
        for day, amount in BY_HAND[name]["mrr"].items()
    ]
    assert mrr.get(HAND[name].id, []) == by_hand
    assert changes(HAND[name].facts, UNTIL) == by_hand if HAND[name].facts.versions else not by_hand


def test_mrr_is_that_of_the_oracle_whatever_comes_together(mrr):
    wrong = {}
    for seed, case in RANDOM.items():
        expected = changes(case.facts, UNTIL)
        if mrr.get(case.id, []) != expected:
            wrong[seed] = (mrr.get(case.id, []), expected)
    assert not wrong, (len(wrong), sorted(wrong), str(next(iter(wrong.items()))))
    known = [amount for case in RANDOM.values() for _, amount in mrr.get(case.id, []) if amount]
    assert len(known) > 500


def test_subscriptions_end_and_are_cancelled_as_their_versions_say(built):
    query = "select subscription_id, ended_at, cancel_requested_at from staging.stg_stripe__subscriptions"
    found = {subscription: days for subscription, *days in built.execute(query).fetchall()}
    for name, case in HAND.items():
        if not BY_HAND[name]["mrr"]:
            assert case.id not in found, name
            continue
        wanted = [BY_HAND[name].get("ended_at"), BY_HAND[name].get("requested_at")]
        assert [day and day.date() for day in found[case.id]] == wanted, name


def test_first_mrr_is_that_of_the_subscription_itself(built, mrr):
    query = "select subscription_id, mrr from staging.stg_stripe__subscriptions"
    own = {
        subscription: amount and Fraction(str(amount))
        for subscription, amount in built.execute(query).fetchall()
    }
    assert {name: first[0][1] or None for name, first in mrr.items()} == {
        name: amount or None for name, amount in own.items()
    }


def test_a_migration_is_neither_churn_nor_a_new_customer(built):
    spans = built.execute("""
        select starts_at, ends_at, mrr_amount from intermediate.int_account_mrr_spans
        where customer_id = (
            select customer_id from intermediate.int_subscriptions where subscription_id = 'stripe/sub_9000'
        )
        order by starts_at
    """).fetchall()
    assert [(begins.date(), amount) for begins, _, amount in spans] == [
        (date(2024, 1, 1), 10), (date(2024, 3, 1), 10), (date(2024, 3, 2), 15),
    ]  # fmt: skip
    assert all(ends == begins for (_, ends, _), (begins, *_) in pairwise(spans))


@pytest.mark.parametrize("loader", [AIRBYTE, DLT], ids=lambda loader: loader.name)
def test_the_names_of_other_loaders_give_the_same(built, loader):
    ours = rows_of(built, FIVETRAN)
    assert {name: len(rows) for name, rows in ours.items()} == {
        "accounts": 1, "subscriptions": 1, "subscription_changes": 3, "orders": 2, "order_claims": 1,
    }  # fmt: skip
    assert rows_of(built, loader) == ours


@pytest.mark.slow
@pytest.mark.skipif(not SEEDS.is_dir(), reason=f"the test tables of dbt_stripe are not in {SEEDS}")
def test_public_test_tables_land_and_build(tmp_path):
    database = build_seeds("stripe", tmp_path, build)
    with duckdb.connect(str(database), read_only=True) as connection:
        customers = connection.execute(
            "select count(distinct id) from raw_stripe.customer where livemode"
        ).fetchone()
        assert connection.execute("select count(*) from staging.stg_stripe__accounts").fetchone() == customers
