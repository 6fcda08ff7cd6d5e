"""All tickets of the demo company: those that come, those that come back, and those that are merged."""

import numpy as np

from customer_performance.core.errors import RunError
from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import DAY, END, NEVER, REGIONS, START, Company
from customer_performance.demo.histories import AREAS, FROM_CUSTOMER, MERGED, NORMAL, make_histories
from customer_performance.demo.holidays import after_holidays
from customer_performance.demo.rhythm import HOURS, WEEKDAY, even, odd

# Tickets swing about their mean by this share, and cross it upwards so many days into the year. Every GROWTH_DAYS,
# their mean has grown by as many as there were at first.
SEASON, SEASON_TURNS, GROWTH_DAYS = 0.22, 220, 1400
EVENTFUL = ["bot_assigned", "assigned", "replies", "answers", "held", "unheld"]
EVENTFUL += ["reopened", "reopen_replies", "thanked", "noted", "moved", "rerouted"]


def plan_tickets(rng: np.random.Generator, company: Company, tickets: int) -> Table:
    """The histories of all tickets, sorted by creation.

    Raises a RunError for fewer than 500 tickets: not every case would be among them.
    """
    if tickets < 500:
        raise RunError("A company with fewer than 500 tickets has no room for every case that is planted.")
    repeats, follow_ups, merged = (int(tickets * share) for share in (0.045, 0.015, 0.012))
    chained = max(1, tickets // 1000)
    base = tickets - repeats - follow_ups - merged - chained
    created, account = arrivals(rng, company, base)
    contact = company.contacts["first_of_account"][account] + (
        rng.random(base) ** 1.6 * company.accounts["persons"][account]
    ).astype(np.int64)
    area = rng.choice(len(AREAS), base, p=[0.22, 0.26, 0.14, 0.13, 0.11, 0.14])
    area[rng.random(base) < 0.02] = -1
    firsts = make_histories(rng, company, {"created_at": created, "contact": contact, "area": area})
    returns = come_back(rng, company, firsts, repeats, follow_ups)
    doubles, triples = come_twice(rng, company, firsts, merged, chained, before=base + repeats + follow_ups)
    groups = [firsts, returns, doubles, triples]
    return in_order({fact: np.concatenate([group[fact] for group in groups]) for fact in firsts})


def is_ordinary(histories: Table) -> Array:
    """Which tickets have the usual course, and are neither spam nor deleted."""
    return (histories["kind"] == NORMAL) & ~histories["is_spam"] & ~histories["is_deleted"]


def come_back(
    rng: np.random.Generator, company: Company, firsts: Table, repeats: int, follow_ups: int
) -> Table:
    """Tickets about something solved before: some within a week of it (`repeats`), some later (`follow_ups`)."""
    solved = firsts["solved"][:, 0]
    candidates = np.flatnonzero(is_ordinary(firsts) & (solved < END - 31 * DAY))
    parent = rng.permutation(candidates)[: repeats + follow_ups]
    gap = np.concatenate([
        rng.uniform(900, 6.6 * DAY, repeats), rng.uniform(7.4 * DAY, 30 * DAY, follow_ups),
    ])  # fmt: skip
    area = np.where(rng.random(len(parent)) < 0.06, -1, firsts["area"][parent])
    given = {"created_at": even(solved[parent] + gap), "contact": firsts["contact"][parent], "area": area}
    returns = make_histories(rng, company, given, is_plain=True)
    says_so = (np.arange(len(parent)) >= repeats) | (rng.random(len(parent)) < 0.3)
    returns["follows"] = np.where(says_so, parent, -1)
    return returns


def come_twice(
    rng: np.random.Generator, company: Company, firsts: Table, merged: int, chained: int, before: int
) -> tuple[Table, Table]:
    """Tickets that are merged into others, and tickets that are merged into those.

    `before`: the number of tickets in front of them, so that the second kind can refer to the first by number.
    """
    created, end = firsts["created_at"], np.minimum(firsts["solved"][:, 0], END)
    long_enough = (end - created > 8 * 3600) & (firsts["created_by"] == FROM_CUSTOMER)
    candidates = np.flatnonzero(is_ordinary(firsts) & long_enough & ~firsts["is_clock_skewed"])
    survivor = rng.permutation(candidates)[:merged]
    span = end[survivor] - created[survivor]
    doubles = make_histories(rng, company, {
        "created_at": even(created[survivor] + 2 + rng.uniform(0.02, 0.9, len(survivor)) * span),
        "contact": firsts["contact"][survivor],
        "area": firsts["area"][survivor],
    }, is_plain=True)  # fmt: skip
    doubles["merged_into"] = survivor
    triples = make_histories(rng, company, {
        "created_at": even(doubles["created_at"][:chained] + rng.uniform(60, 600, chained)),
        "contact": doubles["contact"][:chained],
        "area": doubles["area"][:chained],
    }, is_plain=True)  # fmt: skip
    triples["merged_into"] = before + np.arange(chained)
    for children, into in ((doubles, survivor), (triples, survivor[:chained])):
        merge(rng, children)
        answered = firsts["answers"][into, 0] <= children["created_at"]
        has_switched = firsts["switches_channel"][into] & answered
        children["channel"] = np.where(has_switched, firsts["later_channel"][into], firsts["channel"][into])
    return doubles, triples


def in_order(histories: Table) -> Table:
    """The histories sorted by creation. `survivor` is the ticket that is left once each has been merged."""
    order = np.argsort(histories["created_at"], kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    histories = {fact: values[order] for fact, values in histories.items()}
    for link in ("follows", "merged_into"):
        histories[link] = np.where(histories[link] >= 0, place[histories[link]], -1)
    own = np.arange(len(order))
    once = np.where(histories["merged_into"] >= 0, histories["merged_into"], own)
    histories["survivor"] = once[once]
    return histories


def arrivals(rng: np.random.Generator, company: Company, count: int) -> tuple[Array, Array]:
    """Creation times and accounts of tickets: they grow in number, peak in autumn, shun holidays, and keep local office
    hours."""
    accounts = company.accounts
    days = np.arange((END - START) // DAY)
    rhythm = WEEKDAY[days % 7] * (1 + SEASON * np.sin((days % 365 - SEASON_TURNS) / 365 * 2 * np.pi))
    rhythm = rhythm * (1 + days / GROWTH_DAYS)
    day = np.searchsorted(np.cumsum(rhythm) / rhythm.sum(), rng.random(count))
    share = np.cumsum(accounts["weight"])
    there = np.searchsorted(accounts["created_at"], START + np.maximum(day - 1, 0) * DAY, "right")
    account = np.searchsorted(share, rng.random(count) * share[there - 1])
    for _ in range(20):
        gone = accounts["deleted_at"][account] < START + (day + 2) * DAY
        account[gone] = np.searchsorted(share, rng.random(gone.sum()) * share[there[gone] - 1])
    hour = np.searchsorted(np.cumsum(HOURS) / HOURS.sum(), rng.random(count))
    ahead = np.array([region.hours_ahead for region in REGIONS])[accounts["place"][account]]
    created = START + day * DAY + (hour - ahead) * 3600 + rng.integers(0, 1800, count) * 2
    created = after_holidays(rng, accounts["place"][account], created)
    created = np.where(created < START, created + DAY, created)
    created = np.where(created >= END - 2, created - 7 * DAY, created)
    # One ticket is created at END, so that the newest event is the same for companies of any size.
    created[0], account[0] = END, 0
    return even(created), account


def merge(rng: np.random.Generator, histories: Table) -> None:
    """Turns planned histories into those of tickets that an agent soon merges into another one."""
    n = len(histories["created_at"])
    histories["kind"][:] = MERGED
    merged_at = odd(histories["created_at"] + rng.integers(700, 1400, n))
    for fact in EVENTFUL:
        histories[fact][:] = NEVER
    histories["solved"][:] = NEVER
    histories["solved"][:, 0] = merged_at
    histories["merge_reply"] = np.where(rng.random(n) < 0.3, merged_at, NEVER)
    for fact in ("auto_reply", "last_word", "switches_channel", "is_clock_skewed", "is_status_odd"):
        histories[fact][:] = False
    histories["teams"][:] = histories["teams"][:, 1:2]
