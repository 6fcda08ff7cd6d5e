"""What every metric of orders, quotes, referrals and revenue must be, from what was planned."""

from itertools import pairwise

import numpy as np

from customer_performance.demo.arrays import Array, Table, Values
from customer_performance.demo.billing import AUD, rate
from customer_performance.demo.company import (
    DAY,
    END,
    MONTH_SECONDS,
    NEVER,
    NEVER_LANDED,
    NOBODY,
    START,
    YEAR,
    Company,
)
from customer_performance.demo.customers import WIDE, is_grace_over
from customer_performance.demo.referrals import PROSPECTS
from customer_performance.demo.sales import (
    ACCEPTED,
    ACCEPTED_IN_CAPITALS,
    DAMAGE,
    DAMAGE_IN_CAPITALS,
    EXPIRED,
    LOSS,
    LOST_ORDERS,
    OPTIONS,
    UNDECIDED,
)
from customer_performance.demo.surveys import EXIT, NPS
from customer_performance.demo.truth.observations import Truth, first_whole_month
from customer_performance.demo.truth.subscriptions import QUARTER, Prices, share

CLAIM_WINDOW, QUOTE_PROMISE = 14 * DAY, DAY
MONTH_COUNT = len(MONTH_SECONDS) - 1


def judge_orders(company: Company, orders: Table) -> Table:
    """The orders with their customer, amount in euro, arrival, and whether they count.

    Customers are the accounts by number, then the account that never landed, then people who never landed.
    """
    n, people = len(company.accounts["place"]), len(company.contacts["account"])
    account, contact = orders["account"], orders["contact"]
    by_person = np.where(contact < people, company.account_of(contact), n + 1 + contact - people)
    by_person = np.where(contact >= 0, by_person, NOBODY)
    hundredths = rate(orders["currency"], orders["ordered_at"])
    euro = (orders["amount"] * hundredths + 50) // 100 / 100
    in_order = (orders["delivered_at"] <= END) & (orders["delivered_at"] >= orders["ordered_at"])
    return orders | {
        "customer": np.select([account >= 0, account == NEVER_LANDED], [account, n], by_person),
        "counts": ~company.is_test(account, contact),
        "hundredths": hundredths,
        "euro": np.where((orders["amount"] < 0) | (hundredths < 0), np.nan, euro),
        "arrived_at": np.where(in_order, orders["delivered_at"], NEVER),
    }


def count_orders(truth: Truth, orders: Table, claims: Table) -> None:
    at, arrived, counts = orders["ordered_at"], orders["arrived_at"], orders["counts"]
    of = claims["order"]
    in_time = (claims["at"] == NEVER) | (claims["at"] <= arrived[of] + CLAIM_WINDOW)
    is_damage = np.isin(claims["kind"], [DAMAGE, LOSS, DAMAGE_IN_CAPITALS]) & in_time
    cents = np.maximum(claims["credit"], 0) + np.maximum(claims["replacement"], 0)
    euro = (cents * orders["hundredths"][of] + 50) // 100 / 100
    euro = np.where((orders["hundredths"][of] < 0) & (cents > 0), np.nan, np.maximum(euro, 0))
    cost = np.bincount(of[is_damage], euro[is_damage], len(at))
    closed = counts & (arrived + CLAIM_WINDOW <= END)
    is_broken = np.bincount(of[is_damage], minlength=len(at)) > 0
    truth.add("cpi_nothing_broken_rate", closed, arrived, ~is_broken, scale=100)
    truth.add("kpi_damage_cost_per_order", closed & ~np.isnan(cost), arrived, cost)

    is_open: dict[tuple[int, int, int | None], Array] = {}
    for option in OPTIONS:
        runs = at >= START + option.opens * DAY
        if option.closes is not None:
            runs &= at < START + option.closes * DAY
        for market in option.markets:
            way = (market, option.method, option.plan)
            here = runs & (orders["market"] == market)
            is_open[way] = is_open.get(way, np.zeros(len(at), bool)) | here
    ways = np.sum(list(is_open.values()), axis=0)
    is_known = np.isin(orders["market"], [market for market, _, _ in is_open])
    truth.add("cpi_payment_flexibility", counts & is_known, at, ways)

    rows = np.flatnonzero(counts & (orders["customer"] >= 0))
    rows = rows[np.lexsort((rows, at[rows], orders["customer"][rows]))]
    customer = orders["customer"][rows]
    is_first = np.append(True, customer[1:] != customer[:-1])
    # The next purchase comes at a later instant: two orders at the same instant are one purchase.
    key = customer * WIDE + at[rows]
    follows = np.append(key, np.int64(1) << 62)[np.searchsorted(key, key, "right")]
    is_followed = is_first & (follows <= key + YEAR)
    first = rows[is_first]
    truth.add(
        "kpi_repeat_purchase_rate", at[first] + YEAR <= END, at[first], is_followed[is_first], scale=100
    )


def first_starts(prices: Prices, orders: Table) -> Array:
    """When each customer became one: orders make no customer, since the company lives by subscriptions."""
    first = np.full(max(prices.customers, orders["customer"].max() + 1), NEVER)
    np.minimum.at(first, prices.spans["customer"], prices.spans["started_at"])
    return first


def count_referrals(
    truth: Truth, company: Company, histories: Table, surveys: Table, referrals: Table, first: Array
) -> Values:
    """Adds the metrics; returns the effect that was planted. `first`: when each customer began."""
    at, won, referred = referrals["referred_at"], referrals["converted_at"], referrals["referred"]
    is_account = (referred >= 0) & (referred < PROSPECTS)
    whom = np.where(is_account, referred, 0)
    tests = company.is_test(referrals["account"], referrals["contact"])
    counts = ~tests & ~(is_account & company.accounts["is_test"][whom])
    truth.add("kpi_referrals", counts, at, aggregation="total")
    became = np.where(is_account & (first[whom] >= at), first[whom], NEVER)
    became = np.where(won < NEVER, won, became)
    closed = counts & (at + QUARTER <= END) & ~(won < at)
    truth.add("kpi_referral_conversion_rate", closed, at, became <= at + QUARTER, scale=100)

    is_referred = np.zeros(len(first), bool)
    is_referred[referred[counts & is_account & (first[whom] >= at) & (first[whom] <= at + QUARTER)]] = True
    is_customer = first <= END
    truth.add("kpi_new_customers", is_customer, first, aggregation="total")
    # Before the first referral nobody knows who was referred, and a referral may have come 90 days earlier.
    told_from = at.min()
    is_known = is_customer & (first >= told_from + QUARTER)
    truth.add("kpi_referred_customer_share", is_known, first, is_referred, scale=100)

    by = np.where(
        referrals["account"] == NOBODY, company.account_of(referrals["contact"]), referrals["account"]
    )
    contact, score, answered = surveys["contact"], surveys["score"], surveys["responded_at"]
    account, ticket = company.contacts["account"][contact], surveys["ticket"]
    is_orphan = (ticket >= 0) & histories["is_account_orphan"][ticket]
    refers = followed(by[counts], at[counts], np.where(is_orphan, NOBODY, account), answered)
    refers |= followed(referrals["contact"][counts], at[counts], contact, answered)
    asked = (surveys["kind"] == NPS) & ~company.accounts["is_test"][account] & (score <= 10)
    asked &= answered + QUARTER <= END
    promotes = asked & (score >= 9)
    truth.add("kpi_promoter_referral_rate", promotes & (answered >= told_from), answered, refers, scale=100)
    return {
        "promoters_refer_more": {
            "planted": "a referral within 90 days follows more often after an answer of 9 or 10",
            "promoters": share(refers[promotes]),
            "others": share(refers[asked & ~promotes]),
        }
    }


def followed(who: Array, at: Array, person: Array, since: Array) -> Array:
    """Whether each `person` is among `who` within QUARTER after `since`, both ends included."""
    key = np.sort(who[who >= 0] * WIDE + at[who >= 0])
    asked = person * WIDE + since
    return np.searchsorted(key, asked, "left") < np.searchsorted(key, asked + QUARTER, "right")


def count_quotes(truth: Truth, company: Company, quotes: Table) -> None:
    at, sent, status = quotes["requested_at"], quotes["sent_at"], quotes["status"]
    counts = ~company.is_test(quotes["account"], np.full(len(at), NOBODY))
    owner = quotes["owner"]
    is_listed = (owner >= 0) & company.agents["is_listed"][owner]
    team = np.where(is_listed, company.agents["team"][owner], NOBODY)
    hours = company.business_seconds(company.clock_of(team), at, np.minimum(sent, END)) / 3600
    is_sent, is_decided = (sent <= END) & (sent >= at), status != UNDECIDED
    truth.add("cpi_quote_turnaround", counts & is_sent, sent, hours, team, "median")
    due = counts & (at + QUOTE_PROMISE <= END) & (is_sent | ((sent == NEVER) & ~is_decided))
    truth.add(
        "cpi_quote_unanswered_rate", due, at + QUOTE_PROMISE, sent > at + QUOTE_PROMISE, team, scale=100
    )
    decided = counts & is_decided & (quotes["decided_at"] <= END)
    is_won = np.isin(status, [ACCEPTED, ACCEPTED_IN_CAPITALS])
    truth.add("kpi_quote_win_rate", decided, quotes["decided_at"], is_won, team, scale=100)


def revenue(prices: Prices, orders: Table, customers: int) -> tuple[Array, Array]:
    """Customers × months: euro received (nan where a part of it is unknown), and the number of purchases."""
    amount, purchases = np.zeros((customers, MONTH_COUNT)), np.zeros((customers, MONTH_COUNT), np.int64)
    rows = np.flatnonzero(orders["counts"] & (orders["customer"] >= 0))
    month = np.searchsorted(MONTH_SECONDS, orders["ordered_at"][rows], "right") - 1
    np.add.at(amount, (orders["customer"][rows], month), orders["euro"][rows])
    np.add.at(purchases, (orders["customer"][rows], month), 1)
    steps = np.flatnonzero(prices.counts[prices.of] & (prices.begins < prices.ends))
    for number, (first, until) in enumerate(pairwise(MONTH_SECONDS)):
        spent = np.minimum(prices.ends[steps], until) - np.maximum(prices.begins[steps], first)
        held = steps[spent > 0]
        paid = prices.euro[held] * spent[spent > 0] / (until - first)
        np.add.at(amount[:, number], prices.customer[held], paid)
        running = np.unique(prices.of[held])
        np.add.at(purchases[:, number], prices.table["customer"][running], 1)
    return amount, purchases


def count_money(
    truth: Truth,
    company: Company,
    prices: Prices,
    orders: Table,
    gains: Table,
    active: Array,
    customers: int,
) -> None:
    """Adds what customers are worth and what they gain.

    `active`: accounts × months, the account that never landed in the last row.
    """
    amount, purchases = revenue(prices, orders, customers)
    whole = int((MONTH_SECONDS[1:] - 1 <= END).sum())
    first = int(np.flatnonzero(purchases.any(axis=0))[0])
    worth = []
    for month in range(first + 11, whole):
        opens, closes = int(MONTH_SECONDS[month - 11]), int(MONTH_SECONDS[month + 1])
        members = prices.customers_at(opens)
        lost = (members & ~prices.customers_at(closes)).sum()
        if not is_grace_over(closes - 1) or not lost:
            continue
        year = slice(month - 11, month + 1)
        income = np.where(purchases[:, year].any(axis=1), amount[:, year].sum(axis=1), np.nan)
        income = income[income > 0]
        worth.append(np.stack([np.full(len(income), closes - 1), income * members.sum() / lost]))
    at, worths = np.concatenate(worth, axis=1)
    everywhere = np.ones(len(at), bool)
    truth.add("kpi_customer_lifetime_value", everywhere, at.astype(np.int64), worths)

    counts = ~company.is_test(gains["account"], np.full(len(gains["at"]), NOBODY))
    customer = np.where(gains["account"] == NEVER_LANDED, len(active) - 1, gains["account"])[counts]
    gained_in = np.searchsorted(MONTH_SECONDS, gains["at"][counts], "right") - 1
    gained = np.zeros(active.shape)
    np.add.at(gained, (customer, gained_in), gains["amount"][counts] / 100)
    who, when = np.nonzero(active & (np.arange(MONTH_COUNT) >= first_whole_month(gains["at"][counts])))
    paid, value = amount[who, when], gained[who, when]
    truth.add("cpi_value_delivered", ~np.isnan(paid), MONTH_SECONDS[when + 1] - 1, value, denominator=paid)


def sales_exceptions(
    orders: Table, quotes: Table, referrals: Table, gains: Table
) -> dict[str, dict[str, int]]:
    """How many rows must be listed as exceptions, by table and reason, whether they count or not."""
    found = {
        "orders": {
            "orphan": orders["account"] == NEVER_LANDED,
            "delivered_before_order": orders["delivered_at"] < orders["ordered_at"],
            "not_convertible": (orders["currency"] == AUD) & (orders["amount"] >= 0),
        },
        "quotes": {
            "orphan": quotes["account"] == NEVER_LANDED,
            "sent_before_request": quotes["sent_at"] < quotes["requested_at"],
        },
        "referrals": {
            "orphan": referrals["account"] == NEVER_LANDED,
            "converted_before_referral": referrals["converted_at"] < referrals["referred_at"],
        },
        "value_events": {"orphan": gains["account"] == NEVER_LANDED},
    }
    listed = {
        table: {reason: int(rows.sum()) for reason, rows in kinds.items()} for table, kinds in found.items()
    }
    return listed | {"order_claims": {"orphan": LOST_ORDERS}}


def sales_traps(
    orders: Table, claims: Table, quotes: Table, referrals: Table, surveys: Table
) -> dict[str, int]:
    """How often each trap was planted in these tables; none of them is an exception."""
    arrived = orders["arrived_at"][claims["order"]]
    planted = {
        "orders_of_test_accounts": ~orders["counts"],
        "orders_of_nobody": orders["customer"] == NOBODY,
        "orders_that_never_arrived": orders["delivered_at"] == NEVER,
        "claims_too_late": (claims["at"] < NEVER) & (claims["at"] > arrived + CLAIM_WINDOW),
        "claims_without_a_date": claims["at"] == NEVER,
        "claims_that_cost_nothing": (claims["credit"] < 0) & (claims["replacement"] < 0),
        "quotes_never_sent": quotes["sent_at"] == NEVER,
        "quotes_sent_at_an_unknown_time": (quotes["sent_at"] == NEVER) & (quotes["status"] != UNDECIDED),
        "quotes_expired": quotes["status"] == EXPIRED,
        "referrals_by_nobody": (referrals["account"] == NOBODY) & (referrals["contact"] == NOBODY),
        "referrals_of_whom_nobody_named": referrals["referred"] == NOBODY,
        "referrals_converted_late": (referrals["converted_at"] < NEVER)
        & (referrals["converted_at"] > referrals["referred_at"] + QUARTER),
        "farewells_said": (surveys["kind"] == EXIT) & (surveys["responded_at"] <= END),
    }
    return {name: int(rows.sum()) for name, rows in planted.items()}
