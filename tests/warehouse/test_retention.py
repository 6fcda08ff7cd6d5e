"""Retention, churn and the movements of MRR of a company made at random, against a plain count month by month."""

import csv
import json
import random
from datetime import datetime, timedelta
from itertools import pairwise

import duckdb
import pytest

from customer_performance.core.dbt import run_dbt
from customer_performance.core.paths import PROJECT, Layout
from customer_performance.land.land import land
from tests.support.feeding import feeding

GRACE_DAYS = 31
FOREVER = datetime(9999, 1, 1)
AS_OF = datetime(2024, 3, 31, 23, 59, 59)
MONTHS = [datetime(year, month, 1) for year in (2022, 2023) for month in range(1, 13)]
MONTHS += [datetime(2024, month, 1) for month in (1, 2, 3)]
SOME_TIMES = [timedelta(0), timedelta(seconds=1), timedelta(hours=7), timedelta(days=3)]
# By dates: on the 31st day, at any time of it, and on the 32nd.
SOME_GAPS = [
    timedelta(0),
    timedelta(days=12),
    timedelta(days=31),
    timedelta(days=31, hours=14),
    timedelta(days=32),
]


def some_moment(chance: random.Random) -> datetime:
    """Months' first instants are the interesting ones."""
    return chance.choice(MONTHS) + chance.choice(SOME_TIMES) * chance.choice([1, 1, -1])


def company(chance: random.Random) -> tuple[list[dict], list[dict]]:
    """Subscriptions and changes: free ones, credits, blank prices, a currency without a rate, some over at once."""
    subscriptions, changes = [], []
    for account in range(80):
        start = max(some_moment(chance), MONTHS[0])
        blank = chance.random() < 0.1
        for turn in range(chance.choice([1, 1, 2, 3])):
            end = start + timedelta(days=chance.choice([0, 20, 31, 59, 90, 365]))
            end = None if turn == 2 or chance.random() < 0.3 else end
            name = f"s{account}-{turn}"
            subscriptions.append(
                {
                    "subscription_id": name,
                    "account_id": f"a{account}",
                    "mrr": "" if blank and chance.random() < 0.5 else chance.choice([0, 10, 20, 30, -15]),
                    "currency": chance.choice(["EUR", "USD", "AUD" if blank else ""]),
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
            start = (end or start + timedelta(days=70)) + chance.choice(SOME_GAPS) * chance.choice([1, 1, -1])
    once = {(change["subscription_id"], change["changed_at"]): change for change in changes}
    return subscriptions, list(once.values())


def price(subscription: dict, changes: list[dict], before: datetime) -> float | None:
    """What it costs just before an instant; none where nobody knows."""
    known = [(subscription["started_at"], 0, subscription["mrr"])]
    for change in changes:
        if change["subscription_id"] == subscription["subscription_id"]:
            known.append((change["changed_at"], 1, change["mrr"]))
    began = subscription["started_at"]
    past = [entry for entry in known if entry[0] < before or entry[0] <= began]
    # a change before the start counts for more than the row itself, which is as old as the start
    effective = max(past, key=lambda entry: (max(entry[0], began), entry[1], entry[0]))[2]
    worth = rate(subscription["currency"] or "EUR", began)
    if effective == 0:
        return 0
    return None if effective == "" or worth is None else round(effective * worth, 2)


def rate(currency: str, moment: datetime) -> float | None:
    with (PROJECT / "seeds" / "demo" / "demo_exchange_rates.csv").open() as file:
        known = [row for row in csv.DictReader(file) if row["currency"] == currency]
    past = [(row["valid_from"], row["rate"]) for row in known if row["valid_from"] <= str(moment)]
    return float(max(past)[1]) if past else None


class Account:
    """What one account paid, by a walk through every instant at which something began, ended or changed."""

    def __init__(self, subscriptions: list[dict], changes: list[dict], name: str):
        lines = [row for row in subscriptions if row["account_id"] == name and not row["is_one_off"]]
        names = {row["subscription_id"] for row in lines}
        mine = [change for change in changes if change["subscription_id"] in names]
        bounds = {moment for row in lines for moment in (row["started_at"], row["ended_at"] or FOREVER)}
        bounds |= {change["changed_at"] for change in mine}
        self.is_known, self.paid = True, []
        for since, until in pairwise(sorted(bounds)):
            prices = [
                price(row, mine, until)
                for row in lines
                if row["started_at"] < until and (row["ended_at"] or FOREVER) >= until
            ]
            total = sum(each for each in prices if each is not None)
            self.is_known &= None not in prices
            if total > 0 or (None in prices and total == 0):
                self.paid.append((since, until, round(total, 2)))

    def level(self, before: datetime) -> float | None:
        """Its MRR just before an instant, in a bridged gap that before the gap; none where it is no customer."""
        for since, until, amount in self.paid:
            if since < before <= until:
                return amount
        ended = [(until, amount) for _, until, amount in self.paid if until < before]
        coming = [since for since, _, _ in self.paid if since >= before]
        if ended and coming and (min(coming).date() - max(ended)[0].date()).days <= GRACE_DAYS:
            return max(ended)[1]
        return None


@pytest.fixture(scope="module")
def made():
    return company(random.Random(5))


@pytest.fixture(scope="module")
def accounts(made) -> dict[str, Account]:
    return {name: Account(*made, name) for name in {row["account_id"] for row in made[0]}}


@pytest.fixture(scope="module")
def levels(accounts) -> dict[str, list]:
    """Of each account, what it paid just before each month began, and before the month after the last."""
    ends = [*MONTHS, datetime(2024, 4, 1)]
    return {name: [account.level(end) for end in ends] for name, account in accounts.items()}


@pytest.fixture(scope="module")
def warehouse(made, tmp_path_factory):
    layout = Layout(tmp_path_factory.mktemp("retention"))
    layout.make()
    landing = layout.demo / "landing"  # so that the exchange rates of the demo company hold
    landing.mkdir(parents=True)
    for name, rows in zip(["subscriptions", "subscription_changes", "accounts"], [*made, []], strict=True):
        if name == "accounts":
            rows = [{"account_id": account} for account in {row["account_id"] for row in made[0]}]
        with (landing / f"{name}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    land(landing, layout.database)
    kinds = ["--resource-type", "seed", "--resource-type", "model"]
    wanted = ["fct_account_spans", "fct_account_retention", "fct_account_months", "fct_customers"]
    wanted += ["fct_subscription_months"]
    variables = json.dumps({"as_of": str(AS_OF), "sources": feeding(landing)})
    run_dbt(layout, "build", *kinds, "--select", *(f"+{model}" for model in wanted), variables=variables)
    # Customers and MRR add up, whichever mart is asked.
    identities = ["customers_add_up", "mrr_movements_add_up"]
    run_dbt(layout, "test", "--select", *identities, variables=variables)
    with duckdb.connect(str(layout.database), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize("horizon", [1, 12])
def test_every_account_is_followed_from_its_start_to_its_end(accounts, levels, warehouse, horizon):
    expected = set()
    for account, known in levels.items():
        reason = None if accounts[account].is_known else "amount_unknown"
        for index, month in enumerate(MONTHS):
            opening = index + 1 - horizon
            if opening >= 0 and known[opening] is not None:
                start, end = known[opening], known[index + 1]
                amounts = (None, 0 if end is None else None) if reason else (start, end or 0)
                expected.add((account, month.date(), end is not None, *amounts, reason))
    found = warehouse.execute(
        """
        select
            account_id, month_start_on, is_active_at_end,
            cast(mrr_at_start as double), cast(mrr_at_end as double), mrr_unknown_because
        from marts.fct_account_retention where horizon_months = ?
        """,
        [horizon],
    ).fetchall()
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert {row[2] for row in found} == {True, False}
    assert {row[5] for row in found} == {None, "amount_unknown"}


def test_movements_are_the_steps_between_months(accounts, levels, warehouse):
    expected = set()
    for account, known in levels.items():
        if not accounts[account].is_known:
            continue
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
