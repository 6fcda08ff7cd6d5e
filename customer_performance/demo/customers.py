"""Who was a customer when, read off the planned subscriptions. Gaps of up to GRACE are bridged."""

import numpy as np

from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import DAY, END, MONTH_SECONDS, NEVER, Company

GRACE = 30 * DAY
WIDE = 1 << 41  # instants are smaller, NEVER too, so customer * WIDE + instant sorts by customer and instant


def counted_subscriptions(company: Company, subscriptions: Table) -> Array:
    """Which subscriptions count: those that are not of the test account and do not end before they start."""
    is_test = np.append(company.accounts["is_test"], False)[subscriptions["customer"]]
    return ~is_test & (subscriptions["ended_at"] >= subscriptions["started_at"])


def customer_spans(company: Company, subscriptions: Table) -> Table:
    """From when to when each account was a customer by a recurring subscription, sorted by customer and start."""
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
    """When each account became a customer: with its first recurring subscription, else with its creation."""
    first = np.full(len(company.accounts["place"]) + 1, NEVER)
    rows = counted_subscriptions(company, subscriptions) & ~subscriptions["is_one_off"]
    np.minimum.at(first, subscriptions["customer"][rows], subscriptions["started_at"][rows])
    return np.where(first[:-1] < NEVER, first[:-1], company.accounts["created_at"])


def span_at(spans: Table, customer: Array, at: Array) -> Array:
    """The number of the span in which each customer's instant lies, -1 for none. A span's end is not part of it."""
    key = spans["customer"] * WIDE + spans["started_at"]
    place = np.searchsorted(key, customer * WIDE + at, "right") - 1
    holds = (place >= 0) & (spans["customer"][place] == customer) & (at < spans["ended_at"][place])
    return np.where(holds, place, -1)


def active_months(company: Company, subscriptions: Table) -> Array:
    """Accounts × months of MONTH_SECONDS: was the account a customer on any day of a month that is over?

    The rows are the accounts by number, and a last one for the account that never landed.
    """
    spans = customer_spans(company, subscriptions)
    begins, ends = MONTH_SECONDS[:-1], MONTH_SECONDS[1:]
    covers = (spans["started_at"][:, None] < ends) & (spans["ended_at"][:, None] > begins) & (ends - 1 <= END)
    active = np.zeros((len(company.accounts["place"]) + 1, len(begins)), bool)
    np.logical_or.at(active, spans["customer"], covers)
    return active
