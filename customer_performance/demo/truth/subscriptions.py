"""What every metric of subscriptions must be, from the planned ones: who stayed, at what MRR, and who left."""

import numpy as np

from customer_performance.demo.arrays import Array, Table, Values
from customer_performance.demo.billing import AUD, NEW_RATES, UNKNOWN, experience, failed_at_first, rate
from customer_performance.demo.billing_tables import terms
from customer_performance.demo.company import DAY, END, MONTH_SECONDS, NEVER, Company
from customer_performance.demo.customers import (
    WIDE,
    counted_subscriptions,
    customer_spans,
    is_grace_over,
    last_ends,
    span_at,
)
from customer_performance.demo.facts import counted_tickets, done
from customer_performance.demo.timelines import teams_at
from customer_performance.demo.truth.observations import Truth

QUARTER = 90 * DAY


class Prices:
    """What subscriptions cost in euro, and the MRR of every customer just before any instant."""

    def __init__(self, company: Company, billing: dict[str, Table]):
        table, steps = billing["subscriptions"], billing["steps"]
        of = steps["subscription"]
        hundredths = rate(steps["currency"], table["started_at"][of])
        euro = (steps["price"] * hundredths + 50) // 100 / 100
        is_unknown = (steps["price"] == UNKNOWN) | ((hundredths < 0) & (steps["price"] != 0))
        self.euro = np.where(is_unknown, np.nan, np.maximum(euro, 0))
        self.of, self.begins = of, steps["at"]
        next_one = np.where(np.append(of[1:] == of[:-1], False), np.append(self.begins[1:], NEVER), NEVER)
        self.ends = np.minimum(next_one, table["ended_at"][of])
        self.table, self.customers = table, len(company.accounts["place"]) + 1
        self.counts = counted_subscriptions(company, table)
        self.spans = customer_spans(company, billing)
        recurs = self.counts & ~table["is_one_off"]
        # What is free makes nobody a customer.
        self.rows = np.flatnonzero(recurs[of] & (self.begins < self.ends) & (steps["price"] != 0))
        self.is_paid = np.bincount(of[self.rows], minlength=len(self.counts)) > 0
        self.customer = table["customer"][of]
        self.unknown = np.zeros(self.customers, bool)
        self.unknown[self.customer[self.rows[np.isnan(self.euro[self.rows])]]] = True

    def customers_at(self, at: int) -> Array:
        """Whether each customer was one just before an instant."""
        holds = (self.spans["started_at"] < at) & (at <= self.spans["ended_at"])
        return np.bincount(self.spans["customer"][holds], minlength=self.customers) > 0

    def mrr(self, at: int) -> Array:
        """What each customer paid just before an instant, in euro a month; in a bridged gap, what it paid before it."""
        rows, customer = self.rows, self.customer[self.rows]
        before = np.where(self.ends[rows] < at, self.ends[rows], 0)
        last_end = np.zeros(self.customers, np.int64)
        np.maximum.at(last_end, customer, before)
        runs = np.bincount(
            customer[(self.begins[rows] < at) & (at <= self.ends[rows])], minlength=self.customers
        )
        when = np.where(runs > 0, at, last_end)[customer]
        holds = (self.begins[rows] < when) & (when <= self.ends[rows])
        paid = np.bincount(customer[holds], self.euro[rows][holds], self.customers)
        return np.where(self.unknown, np.nan, np.where(self.customers_at(at), paid, 0))


def count_subscriptions(
    truth: Truth, company: Company, histories: Table, facts: Table, billing: dict[str, Table], prices: Prices
) -> Values:
    """Adds the metrics; returns the effects that were planted, and their size."""
    count_retention(truth, prices)
    count_terms(truth, billing, prices)
    return count_losses(truth, company, histories, facts, prices)


def count_retention(truth: Truth, prices: Prices) -> None:
    """Adds one observation for each month, and each year to a month's end, and each customer at its beginning."""
    found: dict[str, list[Array]] = {}

    def add(metric: str, who: Array, closes: int, numerator: Array, denominator: Array) -> None:
        at = np.full(who.sum(), closes - 1)
        found.setdefault(metric, []).append(np.stack([at, numerator[who], denominator[who]]))

    one = np.ones(prices.customers)
    for horizon, ending in ((1, ""), (12, "_12m")):
        for month in range(horizon - 1, len(MONTH_SECONDS) - 1):
            opens, closes = int(MONTH_SECONDS[month + 1 - horizon]), int(MONTH_SECONDS[month + 1])
            if not is_grace_over(closes - 1):
                break
            members, stays = prices.customers_at(opens), prices.customers_at(closes)
            add(f"kpi_customer_churn_rate{ending}", members, closes, ~stays, one)
            before, after = prices.mrr(opens), prices.mrr(closes)
            paying = members & (before > 0) & ~np.isnan(after)
            kept = np.minimum(before, after)
            add(f"kpi_gross_revenue_retention{ending}", paying, closes, kept, before)
            add(f"kpi_net_revenue_retention{ending}", paying, closes, after, before)
            if horizon == 1:
                add("kpi_customer_retention_rate", members, closes, stays, one)
                add("kpi_expansion_rate", paying, closes, np.maximum(after - before, 0), before)
    for metric, parts in found.items():
        at, numerator, denominator = np.concatenate(parts, axis=1)
        everywhere = np.ones(len(at), bool)
        truth.add(metric, everywhere, at.astype(np.int64), numerator, scale=100, denominator=denominator)


def count_terms(truth: Truth, billing: dict[str, Table], prices: Prices) -> None:
    """Adds which terms were renewed, and which customers stayed who had asked to leave."""
    table, steps = billing["subscriptions"], billing["steps"]
    rows = prices.is_paid[steps["subscription"]] & (terms(billing) < NEVER)
    agreed = np.unique(steps["subscription"][rows] * WIDE + terms(billing)[rows])
    customer, until = table["customer"][agreed // WIDE], agreed % WIDE
    is_renewed = span_at(prices.spans, customer, until) >= 0
    truth.add("kpi_renewal_rate", is_grace_over(until), until, is_renewed, scale=100)

    # Decided at the end, else at the end of the term that ran at the request, else at the request.
    asked, ended, customer = table["requested_at"], table["ended_at"], table["customer"]
    running = np.full(len(asked), NEVER)
    is_later = terms(billing) > asked[steps["subscription"]]
    np.minimum.at(running, steps["subscription"][is_later], terms(billing)[is_later])
    decided = np.select([ended < NEVER, running < NEVER], [ended, running], asked)
    decided = np.maximum(decided, asked)
    is_saved = span_at(prices.spans, customer, decided + QUARTER) >= 0
    is_settled = is_saved | is_grace_over(last_ends(prices.spans, customer, decided + QUARTER))
    closed = prices.is_paid & (asked < NEVER) & (decided + QUARTER <= END) & is_settled
    truth.add("kpi_save_rate", closed, decided, is_saved, scale=100)


def count_losses(truth: Truth, company: Company, histories: Table, facts: Table, prices: Prices) -> Values:
    """Adds the last ticket of each account and month that was solved while the account was a customer."""
    solved_at, account = facts["last_solved_at"], histories["account"]
    known = counted_tickets(company, histories) & ~histories["is_account_orphan"] & done(facts["status"])
    span = np.where(known, span_at(prices.spans, account, solved_at), -1)
    rows = np.flatnonzero(span >= 0)
    month = np.searchsorted(MONTH_SECONDS, solved_at[rows], "right")
    order = np.lexsort((rows, solved_at[rows], month, account[rows]))
    rows, month = rows[order], month[order]
    is_last = np.append((account[rows][1:] != account[rows][:-1]) | (month[1:] != month[:-1]), True)
    rows = rows[is_last]
    closed = is_grace_over(solved_at[rows] + QUARTER)
    is_lost = prices.spans["ended_at"][span[rows]] <= solved_at[rows] + QUARTER
    team = teams_at(histories, rows, np.full(len(rows), END))
    truth.add("kpi_post_contact_churn_rate", closed, solved_at[rows], is_lost, team, scale=100)
    failed = failed_at_first(facts)[rows]
    return {
        "churn_after_failed_first_contact": {
            "planted": "an account whose ticket is reopened, or followed by another contact, leaves more readily",
            "failed": share(is_lost[closed & failed]),
            "not_failed": share(is_lost[closed & ~failed]),
        },
        "premium_promise_keeps_customers": keeps(company, histories, facts, prices),
    }


def keeps(company: Company, histories: Table, facts: Table, prices: Prices) -> Values:
    """How many premium accounts left within QUARTER after a month in which the promise to reply was kept, or broken."""
    _, _, promise = experience(company, histories, facts)
    groups: dict[int, list[Array]] = {1: [], -1: []}
    for month in range(len(MONTH_SECONDS) - 1):
        closes = int(MONTH_SECONDS[month + 1])
        if not is_grace_over(closes + QUARTER):
            break
        rows = prices.customers_at(closes)[:-1]
        span = span_at(prices.spans, np.flatnonzero(rows), np.full(rows.sum(), closes - 1))
        is_lost = prices.spans["ended_at"][span] <= closes + QUARTER
        for sign, found in groups.items():
            found.append(is_lost[promise[rows, month] == sign])
    return {
        "planted": "a premium account whose first replies came within the promised hour stays",
        "kept": share(np.concatenate(groups[1])),
        "broken": share(np.concatenate(groups[-1])),
    }


def share(hits: Array) -> Values:
    return {"subjects": len(hits), "numerator": int(hits.sum()), "rate": float(hits.mean())}


def subscription_exceptions(company: Company, billing: dict[str, Table]) -> dict[str, dict[str, int]]:
    """How many rows must be listed as exceptions, by table and reason."""
    table, steps = billing["subscriptions"], billing["steps"]
    of = steps["subscription"]
    no_rate = (
        (steps["currency"] == AUD)
        & (steps["price"] != UNKNOWN)
        & (steps["price"] != 0)
        & counted_subscriptions(company, table)[of]
    )
    return {
        "subscriptions": {
            "orphan": int((table["customer"] == len(company.accounts["place"])).sum()),
            "ended_before_start": int((table["ended_at"] < table["started_at"]).sum()),
            "not_convertible": len(np.unique(of[no_rate])),
        },
        "subscription_changes": {"orphan": 2},
    }


def subscription_traps(company: Company, billing: dict[str, Table], prices: Prices) -> dict[str, int]:
    """How often each trap was planted among the subscriptions; none of them is an exception."""
    table, steps, spans = billing["subscriptions"], billing["steps"], prices.spans
    again = spans["customer"][1:] == spans["customer"][:-1]
    main = counted_subscriptions(company, table) & ~table["is_one_off"]
    planted = {
        "subscriptions_of_test_accounts": np.append(company.accounts["is_test"], False)[table["customer"]],
        "subscriptions_one_off": table["is_one_off"],
        "subscriptions_from_the_first_instant_of_a_month": np.isin(table["started_at"], MONTH_SECONDS),
        "subscriptions_from_before_the_newest_rates": table["started_at"] < NEW_RATES,
        "subscriptions_that_are_to_end": (table["ended_at"] > END) & (table["ended_at"] < NEVER),
        "subscriptions_saved": main & (table["requested_at"] < NEVER) & (table["ended_at"] == NEVER),
        "customers_of_unknown_mrr": prices.unknown,
        "customers_who_came_back": again,
        "prices_left_blank": steps["price"] == UNKNOWN,
        "prices_of_nothing": steps["price"] == 0,
        "prices_in_another_currency": steps["currency"] != table["currency"][steps["subscription"]],
    }
    # Spans of one customer lie further apart than the grace; all other gaps are bridged.
    starts = len(np.unique(table["customer"][main])) + again.sum()
    return {name: int(np.sum(rows)) for name, rows in planted.items()} | {
        "gaps_and_parallels_bridged": int(main.sum() - starts)
    }
