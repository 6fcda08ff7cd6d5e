"""What customers order and claim for, the offers they ask for, and the ways in which they could pay."""

from typing import NamedTuple

import numpy as np

from customer_performance.demo.arrays import Table
from customer_performance.demo.billing import AUD, CURRENCIES, EUR, PLACE_CURRENCIES, in_cents, rate
from customer_performance.demo.company import (
    AUSTRALIA,
    DAY,
    END,
    NEVER,
    NEVER_LANDED,
    NOBODY,
    START,
    TEAM_NAMES,
    Company,
)
from customer_performance.demo.tables import (
    Writer,
    accounts_or_none,
    agent_ids,
    choose,
    contact_ids,
    instants,
    instants_ahead,
    label,
    money,
    some_twice,
)

MARKETS = ["DE", "UK", "US", "AU", "CN", "NZ"]  # the first five by the account's place; NZ has no way to pay
NEW_ZEALAND = MARKETS.index("NZ")
METHODS = ["card", "invoice", "paypal", "direct debit", "支付宝"]
PAYMENT_PLANS = ["3 instalments", "12 instalments"]
CLAIMS = ["damage", "loss", "wrong_item", "late", "other", "Damage"]
DAMAGE, LOSS = 0, 1
DAMAGE_IN_CAPITALS = CLAIMS.index("Damage")
STATUSES = ["open", "accepted", "rejected", "expired", "Accepted"]
UNDECIDED, ACCEPTED, REJECTED, EXPIRED, ACCEPTED_IN_CAPITALS = range(5)
LOST_ORDERS = 3  # claims about orders that never landed


class Option(NamedTuple):
    """A way to pay: positions in MARKETS, METHODS and PAYMENT_PLANS, and the days after START on which it is open."""

    markets: list[int]
    method: int
    plan: int | None
    opens: int
    closes: int | None


OPTIONS = [
    Option([0, 1, 2, 3, 4], 0, None, -500, None),
    Option([0, 1, 2], 1, None, -500, None),
    Option([3], 1, None, -500, 400),
    Option([0, 1, 2, 3], 2, None, 75, None),
    Option([0], 3, None, -500, 330),
    Option([0], 3, None, 420, None),  # was closed for a while
    Option([4], 4, None, 30, None),
    Option([0, 1, 2], 0, 0, 150, None),
    Option([2], 0, 1, 240, 610),
    Option([1], 0, None, 100, 200),  # is open already, so it is no further way to pay
    Option([4], 4, 0, 500, None),
]


def plan_orders(rng: np.random.Generator, company: Company, tickets: int) -> Table:
    """Orders by account, contact, both or neither, sorted by time; `market` is where the customer could pay."""
    accounts, contacts = company.accounts, company.contacts
    n, people = len(accounts["place"]), len(contacts["account"])
    number = np.arange(n)
    likes = np.where(accounts["is_internal"] | (number % 3 == 1), 0, rng.lognormal(0, 1.6, n))
    likes = np.where((number % 17 == 7) & ~accounts["is_internal"], 0.5, likes)
    share = np.cumsum(likes)
    count = tickets // 4
    account = np.searchsorted(share, rng.random(count) * share[-1], "right")
    begins = np.maximum(accounts["created_at"][account], START)
    at = (begins + rng.random(count) * (END - begins)).astype(np.int64)
    contact = contacts["first_of_account"][account]
    case = rng.random(count)
    contact = np.where(case < 0.3, NOBODY, contact)
    contact = np.where(case > 0.98, people + rng.integers(0, max(2, count // 100), count), contact)
    named = np.where((case > 0.9) & (contact != NOBODY), NOBODY, account)
    named = np.where((case > 0.295) & (case < 0.3), NOBODY, named)  # neither account nor contact
    named = np.where((case > 0.88) & (case < 0.885), NEVER_LANDED, named)

    place = accounts["place"][account]
    currency = np.where((place == AUSTRALIA) & (rng.random(count) < 0.1), AUD, PLACE_CURRENCIES[place])
    arrives = at + (rng.lognormal(np.log(4), 0.5, count) * DAY).astype(np.int64)
    arrives = np.where(rng.random(count) < 0.06, NEVER, arrives)
    arrives = np.where(np.arange(count) % 250 == 41, at - DAY, arrives)
    odd_market = rng.random(count)
    market = np.where(odd_market < 0.03, NOBODY, np.where(odd_market > 0.99, NEW_ZEALAND, place))
    amount = in_cents(rng.lognormal(np.log(18_000), 0.8, count), rate(currency, at))
    orders = {
        "account": named,
        "contact": contact,
        "ordered_at": at,
        "delivered_at": np.where(arrives <= END, arrives, NEVER),
        "amount": np.where(rng.random(count) < 0.004, -1, amount),
        "currency": currency,
        "market": market,
        "method": rng.integers(0, 2, count),
    }
    rows = np.lexsort((account, at))
    return {fact: values[rows] for fact, values in orders.items()}


def plan_claims(rng: np.random.Generator, orders: Table) -> Table:
    """Claims about one order in fourteen. Some orders have two; some claims come too late or have no date."""
    count = len(orders["ordered_at"])
    arrived = orders["delivered_at"] < NEVER
    made = np.flatnonzero(rng.random(count) < np.where(arrived, 0.07, 0.3))
    of = np.sort(np.concatenate([made, made[rng.random(len(made)) < 0.08]]))
    n = len(of)
    since = np.where(arrived[of], orders["delivered_at"][of], orders["ordered_at"][of] + 9 * DAY)
    at = (since + rng.random(n) ** 1.5 * 30 * DAY).astype(np.int64)
    kind = rng.choice(len(CLAIMS), n, p=[0.36, 0.06, 0.2, 0.2, 0.13, 0.05])
    kind = np.where(arrived[of], kind, LOSS)
    is_replaced = rng.random(n) < 0.3
    hundredths = rate(orders["currency"][of], orders["ordered_at"][of])
    whole = in_cents(rng.lognormal(np.log(5_000), 0.6, n), hundredths)
    credit = np.where(is_replaced, whole // 3, whole)
    nothing = rng.random(n) < 0.1
    claims = {
        "order": of,
        "at": np.where(rng.random(n) < 0.04, NEVER, at),
        "kind": kind,
        "credit": np.where(nothing, -1, credit),
        "replacement": np.where(is_replaced & ~nothing, whole - credit, -1),
    }
    return {fact: values[at <= END] for fact, values in claims.items()}


def plan_quotes(rng: np.random.Generator, company: Company, tickets: int) -> Table:
    """Offers that customers asked for, sorted by the request, and how they ended."""
    count = tickets // 14
    n = len(company.accounts["place"])
    at = np.sort(rng.integers(START, END, count))
    account = rng.integers(0, n, count)
    account = np.where(rng.random(count) < 0.05, NOBODY, account)
    account = np.where(np.arange(count) % 80 == 17, NEVER_LANDED, account)
    desk = np.array(
        [TEAM_NAMES.index(name) for name in ("Billing", "Onboarding", "Sydney", "上海支持", "Mobile")]
    )
    team = rng.choice(desk, count, p=[0.3, 0.34, 0.12, 0.16, 0.08])
    owner = company.team_first_agent[team] + (rng.random(count) * company.team_agents[team]).astype(np.int64)
    pace = np.where(team == desk[0], 14, np.where(team == desk[4], 20, 6)) * 3600
    sent = at + (pace * rng.lognormal(0, 0.9, count)).astype(np.int64)
    sent = np.where(rng.random(count) < 0.07, NEVER, sent)
    sent = np.where(np.arange(count) % 90 == 41, at - 3600, sent)
    sent = np.where(sent <= END, sent, NEVER)
    wait = (sent - at) / DAY
    chance = rng.random(count)
    wins = 0.5 - 0.12 * np.clip(wait, 0, 2)  # a quick offer wins more often
    status = np.where(
        chance < wins, ACCEPTED, np.where(chance < 0.75, REJECTED, np.where(chance < 0.9, EXPIRED, UNDECIDED))
    )
    decided = np.where(sent < NEVER, sent, at) + (rng.lognormal(np.log(9), 0.8, count) * DAY).astype(np.int64)
    # Some offers were sent at a time that nobody wrote down; the others that were never sent stay open.
    silent = (sent == NEVER) & (rng.random(count) < 0.7)
    status = np.where(silent | (decided > END), UNDECIDED, status)
    status = np.where((status == ACCEPTED) & (rng.random(count) < 0.1), ACCEPTED_IN_CAPITALS, status)
    is_blank = rng.random(count) < 0.02
    return {
        "account": account,
        "owner": np.where(rng.random(count) < 0.05, NOBODY, owner),
        "requested_at": at,
        "sent_at": sent,
        "decided_at": np.where((status == UNDECIDED) | is_blank, NEVER, decided),
        "status": status,
        "amount": np.round(rng.lognormal(np.log(900_000), 0.7, count)).astype(np.int64),
    }


def write_sales(writer: Writer, company: Company, orders: Table, claims: Table, quotes: Table) -> None:
    count = len(orders["ordered_at"])
    number = some_twice(count, 300)
    row = {fact: values[number] for fact, values in orders.items()}
    currency = np.where((row["currency"] == EUR) & (number % 4 == 0), NOBODY, row["currency"])
    writer.write("orders", {
        "order_id": label("order-", number, 8),
        "account_id": accounts_or_none(company, row["account"]),
        "contact_id": contact_ids(row["contact"]),
        "ordered_at": instants(row["ordered_at"]),
        "delivered_at": instants(row["delivered_at"]),
        "amount": money(row["amount"]),
        "currency": choose(CURRENCIES, currency),
        "payment_method": choose(METHODS, row["method"]),
        "payment_plan": choose(PAYMENT_PLANS, np.where(number % 9 == 0, 0, NOBODY)),
        "market": choose(MARKETS, row["market"]),
    }, duplicates=len(number) - count)  # fmt: skip

    number = some_twice(len(claims["order"]), 40)
    row = {fact: values[number] for fact, values in claims.items()}
    lost = np.arange(LOST_ORDERS)
    writer.write("order_claims", {
        "claim_id": label("claim-", np.append(number, len(claims["order"]) + lost), 7),
        "order_id": label("order-", np.append(row["order"], count + lost), 8),
        "claimed_at": instants(np.append(row["at"], START + lost * DAY)),
        "kind": choose(CLAIMS, np.append(row["kind"], lost * 0)),
        "credit_amount": money(np.append(row["credit"], lost + 500)),
        "replacement_cost": money(np.append(row["replacement"], lost - LOST_ORDERS)),
    }, duplicates=len(number) - len(claims["order"]))  # fmt: skip

    options = [(market, option) for option in OPTIONS for market in option.markets]
    options += options[:2]  # these two are there twice, and count once
    plans = [NOBODY if option.plan is None else option.plan for _, option in options]
    opens, closes = (
        np.array([NEVER if day is None else START + day * DAY for day in days])
        for days in ([option.opens for _, option in options], [option.closes for _, option in options])
    )
    writer.write("payment_options", {
        "market": choose(MARKETS, np.array([market for market, _ in options])),
        "method": choose(METHODS, np.array([option.method for _, option in options])),
        "payment_plan": choose(PAYMENT_PLANS, np.array(plans)),
        "available_from": instants_ahead(opens),
        "available_to": instants_ahead(closes),
    })  # fmt: skip

    count = len(quotes["requested_at"])
    number = some_twice(count, 100)
    row = {fact: values[number] for fact, values in quotes.items()}
    writer.write("quotes", {
        "quote_id": label("quote-", number, 6),
        "account_id": accounts_or_none(company, row["account"]),
        "owner_id": agent_ids(row["owner"]),
        "requested_at": instants(row["requested_at"]),
        "sent_at": instants(row["sent_at"]),
        "decided_at": instants(row["decided_at"]),
        "status": choose(STATUSES, row["status"]),
        "amount": money(row["amount"]),
    }, duplicates=len(number) - count)  # fmt: skip
