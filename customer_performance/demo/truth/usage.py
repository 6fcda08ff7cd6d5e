"""What every metric of the use of the product must be, from the planned uses and milestones."""

from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np

from customer_performance.demo.arrays import Array, Table, Values
from customer_performance.demo.company import (
    DAY,
    END,
    MONTH_SECONDS,
    MONTHS,
    NEVER,
    NEVER_LANDED,
    Company,
)
from customer_performance.demo.truth.observations import Truth, first_whole_month
from customer_performance.demo.usage import CORE


def judge_uses(company: Company, events: Table) -> Table:
    """The uses, with whether they are of the test account and whether they count."""
    is_test = company.is_test(events["account"], events["contact"])
    return events | {"is_test": is_test, "counts": ~is_test & (events["occurred_at"] <= END)}


def count_usage(truth: Truth, company: Company, starts: Array, events: Table) -> None:
    counted = {fact: values[events["counts"]] for fact, values in events.items()}
    at, account, person = counted["occurred_at"], counted["account"], counted["contact"]
    truth.add("cpi_social_proof", counted["friends"] >= 0, at, counted["friends"])

    first = np.full(len(starts), NEVER)
    reached = counted["is_milestone"] & (account >= 0)
    np.minimum.at(first, account[reached], at[reached])
    in_order = (first >= starts) & (starts >= at.min()) & ~company.accounts["is_test"]
    truth.add("cpi_time_to_value", in_order, first, (first - starts) / DAY, aggregation="median")

    known = person >= 0
    day, person = pairs(at[known] // DAY, person[known])
    truth.metrics["cpi_active_users"] = active_users(person, day)
    month, person, days = pairs_and_rows(np.searchsorted(MONTH_SECONDS, day * DAY, "right") - 1, person)
    length = (MONTH_SECONDS[month + 1] - MONTH_SECONDS[month]) // DAY
    ends = MONTH_SECONDS[month + 1] - 1
    truth.add("cpi_stickiness", month >= first_whole_month(at), ends, days, scale=100, denominator=length)


def count_product_adoption(truth: Truth, active: Array, events: Table) -> None:
    """Adds which active accounts used a core feature, in each whole month since the first use.

    `active`: accounts × months of MONTH_SECONDS, the account that never landed in the last row.
    """
    ends = MONTH_SECONDS[1:]
    counted = {fact: values[events["counts"]] for fact, values in events.items()}
    month = np.searchsorted(MONTH_SECONDS, counted["occurred_at"], "right") - 1
    account = np.where(counted["account"] == NEVER_LANDED, len(active) - 1, counted["account"])
    is_core = counted["feature"] < CORE
    has_used = np.zeros(active.shape, bool)
    has_used[account[is_core], month[is_core]] = True
    customer, of = np.nonzero(active & (np.arange(len(ends)) >= first_whole_month(counted["occurred_at"])))
    everyone = np.ones(len(customer), bool)
    truth.add("cpi_product_adoption", everyone, ends[of] - 1, has_used[customer, of], scale=100)


def pairs_and_rows(period: Array, person: Array) -> tuple[Array, Array, Array]:
    """Each pair of period and person once, and the number of its rows."""
    pair, rows = np.unique(period * NEVER + person, return_counts=True)
    return pair // NEVER, pair % NEVER, rows


def pairs(period: Array, person: Array) -> tuple[Array, Array]:
    return pairs_and_rows(period, person)[:2]


def active_users(person: Array, day: Array) -> Values:
    """How many people used the product in each day, week and month."""

    def people(period: Array, name: Callable[[int], str]) -> Values:
        found, users = np.unique(pairs(period, person)[0], return_counts=True)
        _, days = np.unique(period, return_counts=True)
        return {
            name(of): {
                "subjects": int(number),
                "numerator": float(rows),
                "denominator": float(rows),
                "value": float(number),
            }
            for of, number, rows in zip(found.tolist(), users, days, strict=True)
        }

    def date(number: int) -> str:
        return datetime.fromtimestamp(number * DAY, UTC).date().isoformat()

    month = np.searchsorted(MONTH_SECONDS, day * DAY, "right") - 1
    return {
        "aggregation": "distinct",
        "subjects": len(day),
        "numerator": float(len(day)),
        "denominator": float(len(day)),
        "by_month": people(month, lambda number: MONTHS[number]),
        # Weeks begin on Monday, and 1970-01-01 was a Thursday.
        "by_week": people((day + 3) // 7 * 7 - 3, date),
        "by_day": people(day, date),
    }


def usage_exceptions(company: Company, starts: Array, events: Table) -> dict[str, dict[str, int]]:
    counted = events["counts"] & events["is_milestone"] & (events["account"] >= 0)
    first = np.full(len(starts), NEVER)
    np.minimum.at(first, events["account"][counted], events["occurred_at"][counted])
    is_early = (first < starts) & (starts < NEVER) & ~company.accounts["is_test"]
    return {
        "usage_events": {
            "orphan": int((events["account"] == NEVER_LANDED).sum()),
            "negative_count": int((events["friends"] < 0).sum()),
            "dated_after_load": int((events["occurred_at"] > END).sum()),
        },
        "accounts": {"milestone_before_start": int(is_early.sum())},
    }


def usage_traps(events: Table) -> dict[str, int]:
    return {
        "uses_of_test_accounts": int(events["is_test"].sum()),
        "uses_by_nobody": int((events["contact"] < 0).sum()),
        "uses_without_id": int((~events["has_id"]).sum()),
    }
