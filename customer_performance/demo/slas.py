"""Which policy holds for which ticket, and the targets that the help desk itself has set for tickets of late."""

from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import END, PLANS, Company
from customer_performance.demo.facts import clock_numbers
from customer_performance.demo.histories import PRIORITIES
from customer_performance.demo.hours import POLICIES, SCHEDULES, Policy
from customer_performance.demo.tables import Writer, choose, instants, label
from customer_performance.demo.timelines import priorities_now

# From then on the help desk says what each ticket is held to, and by which schedule; before, policies and teams do.
TOLD_SINCE = int(datetime(2025, 9, 1, tzinfo=UTC).timestamp())


def policies_of(company: Company, histories: Table, metric: str) -> Iterator[tuple[Policy, Array]]:
    """Each policy of a metric, with the tickets for which it is the first by position that fits."""
    created = histories["created_at"]
    plan = np.where(histories["is_account_orphan"], -1, company.accounts["plan"][histories["account"]])
    priority = priorities_now(histories)
    free = np.ones(len(created), bool)
    for policy in sorted(POLICIES, key=lambda policy: policy.position):
        if policy.metric != metric:
            continue
        mine = free.copy()
        if policy.plan:
            mine &= plan == PLANS.index(policy.plan)
        if policy.priority:
            mine &= priority == PRIORITIES.index(policy.priority)
        if policy.valid_from:
            mine &= created >= policy.valid_from
        if policy.valid_to:
            mine &= created < policy.valid_to
        free &= ~mine
        yield policy, mine


def write_slas(writer: Writer, company: Company, histories: Table, tickets: Array, part: int) -> None:
    """The targets of tickets since TOLD_SINCE: what the policies say, so that every figure is as if these still held.
    A laxer target was set a moment before and replaced, and counts for nothing."""
    created = histories["created_at"]
    is_here = np.zeros(len(created), bool)
    is_here[tickets] = True
    rows = [
        (number, ticket)
        for number, policy in enumerate(POLICIES)
        for each, mine in policies_of(company, histories, policy.metric)
        if each is policy
        for ticket in np.flatnonzero(mine & is_here & (created >= TOLD_SINCE) & (created <= END))
    ]
    policy, ticket = np.array(rows, np.int64).reshape(-1, 2).T
    is_replaced = np.repeat([True, False], len(ticket))
    policy, ticket = np.tile(policy, 2), np.tile(ticket, 2)
    minutes = np.array([each.target_minutes for each in POLICIES])[policy]
    columns = {
        name: choose([getattr(each, name) for each in POLICIES], policy)
        for name in ("metric", "policy_id", "schedule_id")
    }
    writer.write("ticket_slas", {
        "ticket_id": label("", ticket + 1, 8),
        "metric": columns["metric"],
        "policy_id": columns["policy_id"],
        "applied_at": instants(created[ticket]),
        "target_minutes": pa.array(np.where(is_replaced, minutes * 2, minutes)),
        "in_business_hours": pa.array(np.array([each.in_business_hours for each in POLICIES])[policy]),
        "pause_on_pending": pa.array(np.array([each.pause_on_pending for each in POLICIES])[policy]),
        "schedule_id": columns["schedule_id"],
    }, part)  # fmt: skip


def write_ticket_schedules(
    writer: Writer, company: Company, histories: Table, tickets: Array, part: int
) -> None:
    """The schedules of tickets since TOLD_SINCE: those of their teams, so that every figure is as before."""
    created = histories["created_at"][tickets]
    ticket = tickets[(created >= TOLD_SINCE) & (created <= END)]
    writer.write("ticket_schedules", {
        "ticket_id": label("", ticket + 1, 8),
        "schedule_id": choose(list(SCHEDULES), clock_numbers(company, histories, ticket)),
        "applied_at": instants(histories["created_at"][ticket]),
    }, part)  # fmt: skip
