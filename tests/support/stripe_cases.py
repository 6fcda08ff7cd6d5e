"""Cases of Stripe's subscriptions as rows of its tables, for the warehouse and for the oracle alike.

A case of tests/warehouse/stripe_mrr_cases.yml says what differs from one item of one licensed monthly price in euro,
from 2024-01-01 on. `price`, or `prices`: called a, b, … by the other parts; `tiers`: of price a, as [up_to,
unit_amount, flat_amount]; `items`; `versions`: `at` is the loader's; `lines`: `from`, `to`, `invoice` (its status), its
`currency`, of the first item unless `item` says otherwise, on an invoice of its own unless it stands `beside` the line
of a number; `discounts`: `of: customer`, or of the subscription itself. What is to come of it: `mrr`, `ended_at`,
`requested_at`.
"""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tests.oracles.stripe_mrr import Facts

Row = dict[str, Any]
START = date(2024, 1, 1)
LETTERS = "abcdefgh"


@dataclass
class Told:
    """One subscription: its rows by table, and the same for the oracle."""

    id: str
    tables: dict[str, list[Row]]
    facts: Facts


def told(number: int, case: Mapping[str, Any]) -> Told:
    start = case.get("start", START)
    prices = {
        f"price_{number}_{letter}": {"currency": "eur", "recurring_interval": "month",
                                     "recurring_usage_type": "licensed", **price}
        for letter, price in zip(LETTERS, case.get("prices", [case.get("price", {"unit_amount": 1})]), strict=False)
    }  # fmt: skip
    price_of = {letter: f"price_{number}_{letter}" for letter in (*LETTERS, "z")}
    tiers = [
        {"price_id": price_of["a"], "up_to": up_to, "unit_amount": unit, "flat_amount": flat}
        for up_to, unit, flat in case.get("tiers", [])
    ]
    items = [
        {"id": f"si_{number}_{place}", "subscription_id": f"sub_{number}", "plan_id": price_of[item.get("plan", "a")],
         "quantity": item.get("quantity", 1), "created": item.get("created")}
        for place, item in enumerate(case.get("items", [{}]))
    ]  # fmt: skip
    versions = []
    for version in case.get("versions", [{}]):
        row = {"id": f"sub_{number}", "customer_id": f"cus_{number}", "status": "active", "start_date": start,
               "created": start, "livemode": True, "_fivetran_start": version.get("at")}  # fmt: skip
        versions.append(row | {key: value for key, value in version.items() if key != "at"})
    lines, invoices = [], []
    for place, line in enumerate(case.get("lines", [])):
        invoice = f"in_{number}_{line.get('beside', place)}"
        invoices.append({"id": invoice, "status": line.get("invoice", "paid"), "customer_id": f"cus_{number}",
                         "subscription_id": f"sub_{number}", "created": line["from"],
                         "currency": line.get("currency")})  # fmt: skip
        lines.append({
            "id": f"il_{number}_{place}", "invoice_id": invoice, "subscription_id": f"sub_{number}",
            "subscription_item_id": f"si_{number}_{line.get('item', 0)}", "plan_id": price_of[line.get("plan", "a")],
            "quantity": line.get("quantity", 1), "amount": line.get("amount", 1), "proration": line.get("proration"),
            "period_start": line["from"], "period_end": line["to"],
        })  # fmt: skip
    coupons, discounts = [], []
    for place, given in enumerate(case.get("discounts", [])):
        coupon = f"co_{number}_{place}"
        coupons.append({"id": coupon, "percent_off": given.get("percent_off"), "amount_off": given.get("amount_off"),
                        "currency": given.get("currency"), "duration": given["duration"],
                        "duration_in_months": given.get("months")})  # fmt: skip
        discounts.append({
            "id": f"di_{number}_{place}", "coupon_id": coupon, "customer_id": f"cus_{number}",
            "subscription_id": None if given.get("of") == "customer" else f"sub_{number}",
            "starts_at": given.get("from", start), "ends_at": given.get("to"),
        })  # fmt: skip
    customer = {"id": f"cus_{number}", "created": start, "livemode": True, **case.get("customer", {})}
    tables = {
        "customer": [customer], "subscription_history": versions, "subscription_item": items,
        "price": [{"id": name, **price} for name, price in prices.items()], "tier": tiers, "coupon": coupons,
        "discount": discounts, "invoice": invoices, "invoice_line_item": lines,
    }  # fmt: skip
    sent = {invoice["id"] for invoice in invoices if invoice["status"] not in ("void", "draft")}
    facts = Facts(
        versions=[midnights(row) for row in versions if row["livemode"]],
        items=[midnights(row) for row in items],
        lines=[
            midnights(row) | {"currency": line.get("currency")}
            for row, line in zip(lines, case.get("lines", []), strict=True)
            if row["invoice_id"] in sent
        ],
        prices={
            name: {**price, "currency": price.get("currency", "eur").lower()}
            for name, price in prices.items()
            if price.get("tiers_mode") is None or tiers
        },
        tiers={price_of["a"]: tiers},
        coupons={row["id"]: row for row in coupons},
        discounts=[midnights(row) for row in discounts],
    )
    return Told(f"sub_{number}", tables, facts)


def midnights(row: Row) -> Row:
    return {
        key: datetime(value.year, value.month, value.day) if type(value) is date else value
        for key, value in row.items()
    }


def together(cases: Iterable[Told]) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = {}
    for case in cases:
        for name, rows in case.tables.items():
            tables.setdefault(name, []).extend(rows)
    return tables


def at_random(seed: int) -> dict[str, Any]:
    """A case in which anything may come together."""
    chance = random.Random(seed)
    day = lambda: START + timedelta(days=chance.randrange(0, 400))  # noqa: E731
    prices = [at_random_price(chance) for _ in range(3)]
    letters = "abc"
    tiers = [
        [5, chance.randrange(1000), chance.randrange(500)],
        [None, chance.randrange(800), chance.randrange(500)],
    ]
    items = [
        {"plan": chance.choice(letters), "quantity": chance.randrange(8),
         "created": chance.choice([None, START, day()])}
        for _ in range(chance.choice([0, 1, 1, 2]))
    ]  # fmt: skip
    lines = []
    for _ in range(chance.randrange(6)):
        begins = day()
        lines.append({"from": begins, "to": begins + timedelta(days=30), "plan": chance.choice(letters),
                      "item": chance.randrange(3), "quantity": chance.randrange(1, 9),
                      "proration": True, "amount": chance.choice([-10, 10])})  # fmt: skip
        lines[-1] |= chance.choice([{}, {"proration": False, "amount": 10}, {"invoice": "void"}])
    lines = without_twins(lines)
    versions = [at_random_version(chance, day) for _ in range(chance.randrange(1, 5))]
    for place, at in enumerate(sorted({day() for _ in versions})):
        versions[place]["at"] = START if place == 0 and chance.random() < 0.5 else at
    timed = [version for version in versions if "at" in version]
    discounts = [
        {"duration": chance.choice(["forever", "forever", "once", "repeating"]), "months": chance.randrange(1, 5),
         "from": day(), "to": chance.choice([None, None, date(2025, 1, 1)]), "of": chance.choice(["customer", "own"]),
         **chance.choice([{"percent_off": chance.choice([10, 33.3, 50])},
                          {"amount_off": chance.randrange(500), "currency": "eur"}])}
        for _ in range(chance.randrange(3))
    ]  # fmt: skip
    return {"prices": prices, "tiers": tiers, "items": items, "lines": lines, "discounts": discounts,
            "versions": timed if chance.random() < 0.7 else [{**versions[-1], "at": None}]}  # fmt: skip


def without_twins(lines: list[Row]) -> list[Row]:
    """Of several lines of one item for one day, the first: which of them counts, nothing tells."""
    first: dict[tuple[Any, Any], Row] = {}
    for line in lines:
        first.setdefault((line["item"], line["from"]), line)
    # An item of which all was given back, and nothing billed, is none.
    billed = {line["item"] for line in first.values() if line["amount"] > 0 and line.get("invoice") != "void"}
    return [line for line in first.values() if line["item"] in billed]


def at_random_price(chance: random.Random) -> Row:
    return {
        "unit_amount": chance.randrange(1, 5000),
        "recurring_interval": chance.choice(["day", "week", "month", "month", "year"]),
        "recurring_interval_count": chance.choice([None, 1, 2, 3]),
        **chance.choice([
            {}, {}, {"transform_quantity_divide_by": 3, "transform_quantity_round": chance.choice(["up", "down"])},
            {"recurring_usage_type": "metered"},
        ]),
    }  # fmt: skip


def at_random_version(chance: random.Random, day: Any) -> Row:
    trial = day()
    return {
        "status": chance.choice(["active", "active", "active", "trialing", "past_due", "paused", "incomplete"]),
        "quantity": chance.choice([None, 1, 4]),
        **chance.choice([{}, {}, {"trial_start": trial, "trial_end": trial + timedelta(days=14)}]),
        **chance.choice([
            {}, {}, {"pause_collection_behavior": chance.choice(["void", "keep_as_draft", "mark_uncollectible"]),
                     "pause_collection_resumes_at": chance.choice([None, day()])},
        ]),
        **chance.choice([{}, {}, {"current_period_start": day()}]),
    }  # fmt: skip
