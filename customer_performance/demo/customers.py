"""Who was a customer when, read off the planned subscriptions. Gaps of up to GRACE_DAYS are bridged."""

import numpy as np

from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import DAY, END, MONTH_SECONDS, NEVER, Company

GRACE_DAYS = 31  # from the date of an end to that of the next start
WIDE = 1 << 41  # instants are smaller, NEVER too, so customer * WIDE + instant sorts by customer and instant


def counted_subscriptions(company: Company, subscriptions: Table) -> Array:
    """Which subscriptions count: those that are not of the test account and do not end before they start."""
    is_test = np.append(company.accounts["is_test"], False)[subscriptions["customer"]]
    return ~is_test & (subscriptions["ended_at"] >= subscriptions["started_at"])


def customer_spans(company: Company, billing: dict[str, Table]) -> Table:
    """From when to when each account paid for a recurring subscription, sorted by customer and start.

    A price that was left blank may be paid; a time at nothing is a gap like one without a subscription.
    """
    table, steps = billing["subscriptions"], billing["steps"]
    of, starts = steps["subscription"], steps["at"]
    recurs = counted_subscriptions(company, table) & ~table["is_one_off"]
    follows = np.append(of[1:] == of[:-1], False)
    ends = np.minimum(np.where(follows, np.append(starts[1:], NEVER), NEVER), table["ended_at"][of])
    rows = np.flatnonzero(recurs[of] & (starts < ends) & (steps["price"] != 0))
    rows = rows[np.lexsort((starts[rows], table["customer"][of][rows]))]
    customer, start, end = table["customer"][of][rows], starts[rows], ends[rows]
    reach = np.maximum.accumulate(customer * WIDE + end)
    is_late = start[1:] >= grace_ends(reach[:-1] - customer[1:] * WIDE)
    begins = np.append(True, (customer[1:] != customer[:-1]) | is_late)
    lasts = np.append(begins[1:], True)
    return {
        "customer": customer[begins],
        "started_at": start[begins],
        "ended_at": reach[lasts] - customer[lasts] * WIDE,
    }


def grace_ends(ended_at: Array | int) -> Array:
    """The first instant at which a new start is too late to bridge a gap, for an end at some instant."""
    return (np.asarray(ended_at) // DAY + GRACE_DAYS + 1) * DAY


def is_grace_over(ended_at: Array | int) -> Array:
    return grace_ends(ended_at) - 1 <= END


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


def last_ends(spans: Table, customer: Array, at: Array) -> Array:
    """When each customer last stopped being one, at an instant or before; long ago for who never did."""
    key = spans["customer"] * WIDE + spans["ended_at"]
    place = np.searchsorted(key, customer * WIDE + at, "right") - 1
    holds = (place >= 0) & (spans["customer"][place] == customer)
    return np.where(holds, spans["ended_at"][place], 0)


def active_months(company: Company, billing: dict[str, Table]) -> Array:
    """Accounts × months of MONTH_SECONDS: was the account a customer on any day of a month that is over?

    The rows are the accounts by number, and a last one for the account that never landed.
    """
    spans = customer_spans(company, billing)
    begins, ends = MONTH_SECONDS[:-1], MONTH_SECONDS[1:]
    covers = (spans["started_at"][:, None] < ends) & (spans["ended_at"][:, None] > begins) & (ends - 1 <= END)
    active = np.zeros((len(company.accounts["place"]) + 1, len(begins)), bool)
    np.logical_or.at(active, spans["customer"], covers)
    return active
