"""Who was a customer when, and at what MRR: read off the planned subscriptions, gaps of the grace bridged."""

import numpy as np

from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import DAY, END, MONTH_SECONDS, NEVER, Company

GRACE = 30 * DAY
WIDE = 1 << 41  # instants, NEVER too, fit below it, so (customer, instant) is one sortable number


def counted_subscriptions(company: Company, subscriptions: Table) -> Array:
    """Which subscriptions count: neither of the test account nor ended before it started."""
    is_test = np.append(company.accounts["is_test"], False)[subscriptions["customer"]]
    return ~is_test & (subscriptions["ended_at"] >= subscriptions["started_at"])


def customer_spans(company: Company, subscriptions: Table) -> Table:
    """From when to when each account was a customer, by what recurs; sorted by customer and beginning."""
    rows = np.flatnonzero(counted_subscriptions(company, subscriptions) & ~subscriptions["is_one_off"])
    rows = rows[np.lexsort((subscriptions["started_at"][rows], subscriptions["customer"][rows]))]
    customer, start, end = (subscriptions[name][rows] for name in ("customer", "started_at", "ended_at"))
    reach = np.maximum.accumulate(customer * WIDE + end)
    begins = np.append(True, customer[1:] * WIDE + start[1:] > reach[:-1] + GRACE)
    lasts = np.append(begins[1:], True)
    return {
        "customer": customer[begins],
        "started_at": start[begins],
        "ended_at": reach[lasts] - customer[lasts] * WIDE,
    }


def customer_starts(company: Company, subscriptions: Table) -> Array:
    """When each account began: with its first subscription that recurs, else with its creation."""
    first = np.full(len(company.accounts["place"]) + 1, NEVER)
    rows = counted_subscriptions(company, subscriptions) & ~subscriptions["is_one_off"]
    np.minimum.at(first, subscriptions["customer"][rows], subscriptions["started_at"][rows])
    return np.where(first[:-1] < NEVER, first[:-1], company.accounts["created_at"])


def span_at(spans: Table, customer: Array, at: Array) -> Array:
    """The position of the span that holds each customer's instant, its end not included; -1: none."""
    key = spans["customer"] * WIDE + spans["started_at"]
    place = np.searchsorted(key, customer * WIDE + at, "right") - 1
    holds = (place >= 0) & (spans["customer"][place] == customer) & (at < spans["ended_at"][place])
    return np.where(holds, place, -1)


def active_months(company: Company, subscriptions: Table) -> Array:
    """Customer × month of MONTH_SECONDS: covered on any day of it. Whole months up to the present only.

    The last row is the account that never landed. With `[:-1]`, it is the accounts by their number.
    """
    spans = customer_spans(company, subscriptions)
    begins, ends = MONTH_SECONDS[:-1], MONTH_SECONDS[1:]
    covers = (spans["started_at"][:, None] < ends) & (spans["ended_at"][:, None] > begins) & (ends - 1 <= END)
    active = np.zeros((len(company.accounts["place"]) + 1, len(begins)), bool)
    np.logical_or.at(active, spans["customer"], covers)
    return active
