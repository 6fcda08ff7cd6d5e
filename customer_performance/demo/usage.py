"""The use of the product: who used which feature when, and when accounts reached their milestone."""

import numpy as np
import pyarrow as pa

from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import DAY, END, NEVER, NEVER_LANDED, NOBODY, START, Company
from customer_performance.demo.customers import WIDE
from customer_performance.demo.onboarding import STEPS, USES_SINCE, first_steps, is_new
from customer_performance.demo.rhythm import HOURS, WEEKDAY
from customer_performance.demo.tables import (
    Writer,
    accounts_or_none,
    choose,
    contact_ids,
    label,
    numbers,
    some_twice,
)

FEATURES = ["dashboard", "report_export", "workflow_automation", "integration_sync",
            "Dashboard", "search", "settings", "share", "mobile_login", *reversed(STEPS)]  # fmt: skip
CORE = 5  # the first five are core features, one of them written in two ways
SHARE, MILESTONE = FEATURES.index("share"), FEATURES.index("first_report")
YEARS_AHEAD = 40 * 365 * DAY
# Before most of the losses use falls, evenly from so many days before on until so many before, and then few uses are
# left.
FALLS, FALL_DAYS, QUIET_DAYS, STILL_USED = 0.85, 150, 60, 0.08


def plan_usage(
    rng: np.random.Generator, company: Company, starts: Array, spans: Table, tickets: int
) -> Table:
    """Uses by people and programs, first steps, and the milestones at which accounts first got what they came for.

    `starts`: when each account became a customer, NEVER if it did not. `spans`: from when to when each was one.
    """
    parts = [fade(rng, company, spans, uses(rng, company, tickets * 4)), *milestones(rng, company, starts)]
    events = {fact: np.concatenate([part[fact] for part in parts]) for fact in parts[0]}
    order = np.lexsort((events["feature"], events["contact"], events["account"], events["occurred_at"]))
    events = {fact: values[order] for fact, values in events.items()}
    n = len(order)
    # Some devices have a clock that is years ahead.
    is_dated_ahead = (rng.random(n) < 0.001) & ~events["is_milestone"]
    events["occurred_at"] = events["occurred_at"] + is_dated_ahead * YEARS_AHEAD
    events["has_id"] = rng.random(n) > 0.05
    twice = np.flatnonzero(~events["has_id"] & (rng.random(n) < 0.1))  # without an id, these are two uses
    place = np.sort(np.concatenate([np.arange(n), twice]))
    return {fact: values[place] for fact, values in events.items()}


def uses(rng: np.random.Generator, company: Company, count: int) -> Table:
    accounts, contacts = company.accounts, company.contacts
    people = len(contacts["account"])
    stays_away = rng.random(len(accounts["place"])) < 0.08
    beside_the_core = rng.random(len(accounts["place"])) < 0.15
    # Large accounts use it more, though not by as much as they are larger: else the silence of most says nothing.
    eager = rng.lognormal(0, 0.7, people) / np.sqrt(accounts["persons"][contacts["account"]])
    eager = np.cumsum(eager * ~stays_away[contacts["account"]])
    contact = np.searchsorted(eager, rng.random(count) * eager[-1], "right")
    account = contacts["account"][contact]
    begins = np.maximum(accounts["created_at"][account], USES_SINCE)
    ends = np.minimum(accounts["deleted_at"][account], END)
    days = np.arange((USES_SINCE - START) // DAY, (END - START) // DAY)
    rhythm = np.cumsum(WEEKDAY[days % 7])
    day = days[np.searchsorted(rhythm, rng.random(count) * rhythm[-1], "right")]
    hour = np.searchsorted(np.cumsum(HOURS) / HOURS.sum(), rng.random(count))
    at = START + day * DAY + hour * 3600 + rng.integers(0, 3600, count)
    there = (at >= begins) & (at < ends)
    contact, account, at = contact[there], account[there], at[there]
    # Half of the uses are followed by another one within a quarter of an hour. Longer bunches would make days differ by
    # more than chance, as if rows were missing.
    more = rng.integers(1, 3, len(at))
    contact, account = np.repeat(contact, more), np.repeat(account, more)
    at = np.minimum(np.repeat(at, more) + rng.integers(0, 900, more.sum()), END)
    n = len(at)
    feature = rng.choice(MILESTONE, n, p=[0.3, 0.11, 0.08, 0.06, 0.03, 0.17, 0.07, 0.1, 0.08])
    feature = np.where(beside_the_core[account] & (feature < CORE), CORE + feature % 3, feature)
    elsewhere = rng.random(n) < 0.02  # some people work for another account as well
    friends = np.where((feature == SHARE) & (rng.random(n) < 0.7), rng.poisson(3, n), np.nan)
    friends[~np.isnan(friends) & (rng.random(n) < 0.01)] = -1
    account = np.where(elsewhere, (account * 7 + 3) % len(accounts["place"]), account)
    account = np.where(rng.random(n) < 0.002, NEVER_LANDED, account)
    contact = np.where(rng.random(n) < 0.004, people + contact, contact)
    return {
        "account": account,
        "contact": np.where(rng.random(n) < 0.08, NOBODY, contact),
        "occurred_at": at,
        "feature": feature,
        "quantity": np.where(rng.random(n) < 0.3, rng.integers(1, 50, n), np.nan),
        "is_milestone": np.zeros(n, bool),
        "friends": friends,
    }


def fade(rng: np.random.Generator, company: Company, spans: Table, events: Table) -> Table:
    """The uses, of which ever fewer are left before most of the losses, and few until the customer is back."""
    lost = falling(rng, spans)
    customer, ends = spans["customer"], spans["ended_at"]
    back = np.where(
        np.append(customer[1:] == customer[:-1], False), np.append(spans["started_at"][1:], NEVER), NEVER
    )
    order = np.lexsort((ends[lost], customer[lost]))
    rows = lost[order]
    key = customer[rows] * WIDE + back[rows]
    # The first loss of the account from which it was not back yet; the fall before it may have begun, or lies ahead.
    place = np.searchsorted(key, events["account"] * WIDE + events["occurred_at"], "right")
    place = np.minimum(place, max(len(rows) - 1, 0))
    if not len(rows):
        return events
    is_of = customer[rows][place] == events["account"]
    days_left = (ends[rows][place] - events["occurred_at"]) / DAY
    left = np.clip((days_left - QUIET_DAYS) / (FALL_DAYS - QUIET_DAYS), STILL_USED, 1)
    is_kept = rng.random(len(left)) < np.where(is_of & company.has_plants, left, 1)
    return {fact: values[is_kept] for fact, values in events.items()}


def falling(rng: np.random.Generator, spans: Table) -> Array:
    """The losses before which use falls off, as positions in `spans`: the ends of a share of them."""
    is_lost = (spans["ended_at"] <= END) & (rng.random(len(spans["customer"])) < FALLS)
    return np.flatnonzero(is_lost)


def milestones(rng: np.random.Generator, company: Company, starts: Array) -> list[Table]:
    """The first steps of new accounts, and the milestones of others, and all later ones."""
    steps = first_steps(rng, company, starts)
    steps["feature"] = MILESTONE + (len(STEPS) - 1 - steps.pop("step"))
    steps["is_milestone"] = steps["feature"] == MILESTONE
    reached = np.flatnonzero(steps["is_milestone"])
    # Some reach it on trial, before they are customers.
    early = reached[
        (np.arange(len(reached)) % 15 == 3) & (starts[steps["account"][reached]] > USES_SINCE + 5 * DAY)
    ]
    steps["occurred_at"][early] = starts[steps["account"][early]] - 2 * DAY

    old = np.flatnonzero((starts <= END) & ~is_new(company) & (rng.random(len(starts)) < 0.06))
    first = np.maximum(starts[old], USES_SINCE) + (rng.lognormal(np.log(9), 0.9, len(old)) * DAY).astype(
        np.int64
    )
    account = np.concatenate([old, steps["account"][reached]])
    again = rng.random(len(account)) < 0.5
    again_at = np.concatenate([first, steps["occurred_at"][reached]])[again]
    account = np.concatenate([old, account[again]])
    at = np.concatenate([first, again_at + rng.integers(DAY, 200 * DAY, again.sum())])
    kept = (at <= END) & (at < company.accounts["deleted_at"][account])
    account, at = account[kept], at[kept]
    nothing = np.full(len(at), np.nan)
    further = {
        "account": account,
        "contact": np.full(len(at), NOBODY),
        "occurred_at": at,
        "feature": np.full(len(at), MILESTONE),
        "quantity": nothing,
        "is_milestone": np.ones(len(at), bool),
        "friends": nothing,
    }
    return [steps, further]


def write_usage(writer: Writer, company: Company, events: Table) -> None:
    count = len(events["account"])
    number = some_twice(count, 700)
    row = {fact: values[number] for fact, values in events.items()}
    repeated = np.append(False, number[1:] == number[:-1])
    kept = row["has_id"] | ~repeated  # a copy without an id would count as another use
    row, number = {fact: values[kept] for fact, values in row.items()}, number[kept]
    says_no = ~row["is_milestone"] & (number % 2 == 0)
    writer.write("usage_events", {
        "event_id": label("use-", np.where(row["has_id"], number, -1), 9),
        "account_id": accounts_or_none(company, row["account"]),
        "contact_id": contact_ids(row["contact"]),
        "occurred_at": pa.array(row["occurred_at"].astype("datetime64[s]")),
        "feature": choose(FEATURES, row["feature"]),
        "quantity": numbers(row["quantity"]),
        "is_value_milestone": pa.array(row["is_milestone"], mask=~row["is_milestone"] & ~says_no),
        "friend_count": numbers(row["friends"]).cast(pa.int32()),
    }, duplicates=len(number) - count)  # fmt: skip
