"""Retention, churn and the movements of MRR of a company made at random, against a plain count month by month."""

import csv
import random
from datetime import datetime, timedelta

import duckdb
import pytest

from customer_performance.core.dbt import run_dbt
from customer_performance.core.paths import PROJECT, Layout
from customer_performance.land.land import land

GRACE = timedelta(days=30)
FOREVER = datetime(9999, 1, 1)
AS_OF = datetime(2024, 3, 31, 23, 59, 59)
MONTHS = [datetime(year, month, 1) for year in (2022, 2023) for month in range(1, 13)]
MONTHS += [datetime(2024, month, 1) for month in (1, 2, 3)]
SOME_TIMES = [timedelta(0), timedelta(seconds=1), timedelta(hours=7), timedelta(days=3)]


def some_moment(chance: random.Random) -> datetime:
    """Months' first instants are the interesting ones."""
    return chance.choice(MONTHS) + chance.choice(SOME_TIMES) * chance.choice([1, 1, -1])


def company(chance: random.Random) -> tuple[list[dict], list[dict]]:
    subscriptions, changes = [], []
    for account in range(60):
        start = max(some_moment(chance), MONTHS[0])
        for turn in range(chance.choice([1, 1, 2, 3])):
            end = start + timedelta(days=chance.choice([20, 31, 59, 90, 365]))
            end = None if turn == 2 or chance.random() < 0.3 else end
            name = f"s{account}-{turn}"
            currency = chance.choice(["EUR", "USD", ""])
            subscriptions.append(
                {
                    "subscription_id": name,
                    "account_id": f"a{account}",
                    "mrr": chance.choice([0, 10, 20, 30]),
                    "currency": currency,
                    "started_at": start,
                    "ended_at": end or "",
                    "is_one_off": chance.random() < 0.1,
                }
            )
            for _ in range(chance.choice([0, 0, 1, 2])):
                changed = start + timedelta(days=chance.choice([-5, 10, 33, 60, 200]))
                changes.append(
                    {"subscription_id": name, "changed_at": changed, "mrr": chance.choice([0, 5, 15, 25])}
                )
            gap = chance.choice([timedelta(0), timedelta(days=12), GRACE, GRACE + timedelta(seconds=1)])
            start = (end or start + timedelta(days=70)) + gap * chance.choice([1, 1, -1])
    once = {(change["subscription_id"], change["changed_at"]): change for change in changes}
    return subscriptions, list(once.values())


def recurring(subscriptions: list[dict], account: str) -> list[dict]:
    return [row for row in subscriptions if row["account_id"] == account and not row["is_one_off"]]


def price(subscription: dict, changes: list[dict], before: datetime) -> float:
    """What it costs just before an instant."""
    known = [(subscription["started_at"], 0, subscription["mrr"])]
    for change in changes:
        if change["subscription_id"] == subscription["subscription_id"]:
            known.append((change["changed_at"], 1, change["mrr"]))
    began = subscription["started_at"]
    past = [entry for entry in known if entry[0] < before or entry[0] <= began]
    # a change before the start counts for more than the row itself, which is as old as the start
    effective = max(past, key=lambda entry: (max(entry[0], began), entry[1], entry[0]))
    return round(effective[2] * rate(subscription["currency"] or "EUR", began), 2)


def rate(currency: str, moment: datetime) -> float:
    with (PROJECT / "seeds" / "exchange_rates.csv").open() as file:
        known = [row for row in csv.DictReader(file) if row["currency"] == currency]
    return float(
        max((row["valid_from"], row["rate"]) for row in known if row["valid_from"] <= str(moment))[1]
    )


def level(subscriptions: list[dict], changes: list[dict], account: str, before: datetime) -> float | None:
    """The account's MRR just before an instant; none where it is no customer."""
    mine = recurring(subscriptions, account)
    running = [row for row in mine if row["started_at"] < before and (row["ended_at"] or FOREVER) >= before]
    if running:
        return round(sum(price(row, changes, before) for row in running), 2)
    ended = [row["ended_at"] for row in mine if row["ended_at"] and row["ended_at"] < before]
    coming = [row["started_at"] for row in mine if row["started_at"] >= before]
    if ended and coming and min(coming) - max(ended) <= GRACE:
        return level(subscriptions, changes, account, max(ended))
    return None


@pytest.fixture(scope="module")
def made():
    return company(random.Random(5))


@pytest.fixture(scope="module")
def levels(made) -> dict[str, list]:
    """Of each account, what it paid just before each month began, and before the month after the last."""
    ends = [*MONTHS, datetime(2024, 4, 1)]
    accounts = {row["account_id"] for row in made[0]}
    return {account: [level(*made, account, end) for end in ends] for account in accounts}


@pytest.fixture(scope="module")
def warehouse(made, tmp_path_factory):
    layout = Layout(tmp_path_factory.mktemp("retention"))
    layout.make()
    landing = layout.out / "landing"
    landing.mkdir()
    for name, rows in zip(["subscriptions", "subscription_changes", "accounts"], [*made, []], strict=True):
        if name == "accounts":
            rows = [{"account_id": account} for account in {row["account_id"] for row in made[0]}]
        with (landing / f"{name}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    land(landing, layout.database)
    kinds = ["--resource-type", "seed", "--resource-type", "model"]
    wanted = ["+fct_account_retention", "+fct_subscription_months"]
    run_dbt(layout, "build", *kinds, "--select", *wanted, variables=f"as_of: '{AS_OF}'")
    with duckdb.connect(str(layout.database), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize("horizon", [1, 12])
def test_every_account_is_followed_from_its_start_to_its_end(levels, warehouse, horizon):
    expected = set()
    for account, known in levels.items():
        for index, month in enumerate(MONTHS):
            opening = index + 1 - horizon
            if opening >= 0 and known[opening] is not None:
                end = known[index + 1]
                expected.add((account, month.date(), end is not None, known[opening], end or 0))
    found = warehouse.execute(
        """
        select account_id, month_start_on, is_active_at_end, cast(mrr_at_start as double), cast(mrr_at_end as double)
        from marts.fct_account_retention where horizon_months = ?
        """,
        [horizon],
    ).fetchall()
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert {row[2] for row in found} == {True, False}


def test_movements_are_the_steps_between_months(levels, warehouse):
    expected = set()
    for account, known in levels.items():
        paid_before = False
        for index, month in enumerate(MONTHS):
            opening, closing = known[index] or 0, known[index + 1] or 0
            change = round(closing - opening, 2)
            kinds = {
                "new": opening == 0 and not paid_before,
                "expansion": 0 < opening < closing,
                "contraction": 0 < closing < opening,
                "churn": opening > 0 == closing,
                "reactivation": opening == 0 and paid_before,
            }
            paid_before = paid_before or closing > 0
            if opening or closing:
                amounts = [change if is_kind and change else 0.0 for is_kind in kinds.values()]
                expected.add((account, month.date(), opening, *amounts, closing))
    found = warehouse.sql("""
        select account_id, month_start_on, columns('amount')::double from marts.fct_subscription_months
    """).fetchall()
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert all(any(row[column] for row in found) for column in range(3, 8))
