"""How the billing system wrote subscriptions and their changes down.

Some rows have the price of today, others that of the beginning. Some changes are too late, are there twice, or
belong to no subscription.
"""

import numpy as np
import pyarrow.compute as pc

from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.billing import CURRENCIES, EUR, UNKNOWN, USD
from customer_performance.demo.company import (
    CANARY,
    DAY,
    END,
    NEVER,
    NEVER_LANDED,
    PLANS,
    START,
    YEAR,
    Company,
)
from customer_performance.demo.tables import (
    Writer,
    accounts_or_none,
    choose,
    flags,
    instants,
    instants_ahead,
    label,
    money,
    some_twice,
)

REASONS = [
    "too expensive",
    "something is missing",
    "the support",
    "not used any more",
    "换了供应商",
    "closed down",
]


def write_billing(writer: Writer, company: Company, billing: dict[str, Table]) -> None:
    table, steps = billing["subscriptions"], billing["steps"]
    count = len(table["customer"])
    number = np.arange(count)
    of, at, is_first = steps["subscription"], steps["at"], steps["is_first"]
    first, last = np.flatnonzero(is_first), np.flatnonzero(np.append(is_first[1:], True))
    # Some rows have the price of today, and the price of the beginning is a change; in others it is the reverse.
    knows_today = (number % 4 == 1) & (steps["price"][first] != UNKNOWN)
    is_foretold = (number % 13 == 5) & ~knows_today & (steps["price"][first] != UNKNOWN)
    price = np.where(knows_today, steps["price"][last], steps["price"][first])
    price = np.where(is_foretold, 2 * price + 1, price)
    term = terms(billing)
    own_term = np.where(knows_today, term[last], term[first])
    newest = np.maximum(at[last], np.where(table["requested_at"] <= END, table["requested_at"], 0))
    newest = np.maximum(newest, np.where(table["ended_at"] <= END, table["ended_at"], 0))

    stale = number[number % 50 == 9]  # older copies of these rows, with another plan and price
    row = np.concatenate([number, stale])
    is_stale = np.arange(len(row)) >= count
    customer = table["customer"][row]
    known = customer < len(company.accounts["plan"])
    plan = np.append(company.accounts["plan"], 0)[customer]
    currency = np.where((table["currency"][row] == EUR) & (row % 3 == 0), -1, table["currency"][row])
    reason = np.where(table["requested_at"][row] <= END, row * 7 % 23 % (len(REASONS) + 2), len(REASONS))
    writer.write("subscriptions", {
        "subscription_id": label("sub-", row + 1, 6),
        "account_id": accounts_or_none(company, np.where(known, customer, NEVER_LANDED)),
        "plan": choose(PLANS, np.where(is_stale, (plan + 1) % 3, plan)),
        "mrr": money(np.where(is_stale & (price[row] >= 0), price[row] + 1_000, price[row])),
        "currency": choose([*CURRENCIES, "usd"], np.where((currency == USD) & (row % 5 == 2), 5, currency)),
        "started_at": instants(table["started_at"][row]),
        "ended_at": instants_ahead(np.where(is_stale, NEVER, table["ended_at"][row])),
        "term_ends_at": instants_ahead(own_term[row]),
        "is_one_off": flags(table["is_one_off"][row], blank=~table["is_one_off"][row] & (row % 4 > 0)),
        "cancel_requested_at": instants(np.where(is_stale, NEVER, table["requested_at"][row])),
        "cancel_reason": pc.binary_join_element_wise(
            CANARY, choose(REASONS, np.where(reason < len(REASONS), reason, -1)), " "
        ),
        "updated_at": instants(newest[row] - 3600 * is_stale),
    }, duplicates=len(stale))  # fmt: skip

    # The true changes, prices of the beginning (some dated before the start), changes after the end, and changes
    # of subscriptions that do not exist.
    late = number[(table["ended_at"] <= END - 2 * DAY) & (number % 5 == 2)]
    moved = np.flatnonzero(~is_first)
    told = np.flatnonzero((knows_today | is_foretold)[of] & is_first)
    parts = [
        (of[moved], at[moved], steps["price"][moved], term[moved]),
        (of[told], at[told] - 5 * DAY * is_foretold[of[told]], steps["price"][told], term[told]),
        (late, table["ended_at"][late] + DAY, price[late] + 7_700, np.full(len(late), NEVER)),
        (count + np.arange(2), np.full(2, START + 90 * DAY), np.full(2, 5_000), np.full(2, NEVER)),
    ]
    of, at, cents, until = (np.concatenate(column) for column in zip(*parts, strict=True))
    currency = np.concatenate([steps["currency"][moved], np.full(len(of) - len(moved), -1)])
    currency = np.where((currency == np.append(table["currency"], [-1, -1])[of]) & (of % 3 > 0), -1, currency)
    order = np.lexsort((of, at))[some_twice(len(of), 50)]  # some changes are there twice, and count once
    writer.write("subscription_changes", {
        "subscription_id": label("sub-", of[order] + 1, 6),
        "changed_at": instants(at[order]),
        "mrr": money(cents[order]),
        "currency": choose(CURRENCIES, currency[order]),
        "term_ends_at": instants_ahead(until[order]),
    })  # fmt: skip


def terms(billing: dict[str, Table]) -> Array:
    """The end of the yearly term in which each step lies; NEVER for subscriptions without a term."""
    table, steps = billing["subscriptions"], billing["steps"]
    since = table["started_at"][steps["subscription"]]
    ends = since + ((steps["at"] - since) // YEAR + 1) * YEAR
    return np.where(table["is_annual"][steps["subscription"]], ends, NEVER)
