"""What is true of each ticket, counted from the planned changes and messages, never by SQL."""

from dataclasses import dataclass

import numpy as np

from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import DAY, END, NEVER, Company
from customer_performance.demo.histories import BORN_SOLVED, FROM_AGENT, PHONE
from customer_performance.demo.timelines import (
    BY_AGENT,
    BY_CUSTOMER,
    CLOSED,
    PENDING,
    SOLVED,
    Changes,
    Messages,
    teams_at,
)

WINDOW = 7 * DAY


def blank_facts(tickets: int) -> Table:
    """The facts of so many tickets of which nothing is known yet."""
    times = ("first_solved_at", "last_solved_at", "first_reply_at")
    counts = ["status", "reopens", "reopens_in_window", "net_seconds", "pending_seconds", "silence_seconds"]
    counts += ["pending_business_seconds", "agent_replies", "replies_until_solve", "messages_before_solve"]
    counts += ["further_messages", "updated_at"]
    return {name: np.full(tickets, NEVER) for name in times} | {
        name: np.zeros(tickets, np.int64) for name in counts
    }


def counted_tickets(company: Company, histories: Table) -> Array:
    """Which tickets count: no spam, not deleted, not of the test account, and not merged into another."""
    is_test = company.accounts["is_test"][histories["account"]] & ~histories["is_account_orphan"]
    ours = ~histories["is_spam"] & ~histories["is_deleted"] & ~is_test
    return ours & (histories["merged_into"] < 0)


def done(status: Array) -> Array:
    """Whether a status is solved or closed."""
    return (status == SOLVED) | (status == CLOSED)


def owed_a_response(histories: Table) -> Array:
    """Whether somebody waits for a first response: not where an agent opened the ticket, nor where one helped at once
    by telephone."""
    at_once = (histories["kind"] == BORN_SOLVED) & (histories["channel"] == PHONE)
    return (histories["created_by"] != FROM_AGENT) & ~at_once


def learn_from_changes(facts: Table, company: Company, histories: Table, changes: Changes) -> None:
    """Adds to `facts` what changes of status say: solves, reopenings, and how long each ticket waited for whom."""
    ticket, at = changes.ticket, changes.at
    is_last = np.append(ticket[1:] != ticket[:-1], True)
    until = np.where(is_last, END, np.append(at[1:], END))
    facts["status"][ticket[is_last]] = changes.new[is_last]

    solves = done(changes.new) & ~done(changes.old)
    np.minimum.at(facts["first_solved_at"], ticket[solves], at[solves])
    # Changes are sorted by time, so the last solve stays.
    facts["last_solved_at"][ticket[solves]] = at[solves]
    reopens = ~done(changes.new) & done(changes.old)
    np.add.at(facts["reopens"], ticket[reopens], 1)
    in_window = reopens & (at <= facts["first_solved_at"][ticket] + WINDOW)
    np.add.at(facts["reopens_in_window"], ticket[in_window], 1)

    is_pending = changes.new == PENDING
    is_ours = ~is_pending & ~done(changes.new)
    np.add.at(facts["net_seconds"], ticket[is_ours], (until - at)[is_ours])
    np.add.at(facts["pending_seconds"], ticket[is_pending], (until - at)[is_pending])
    paused = ticket[is_pending]
    spent = company.business_seconds(
        clock_numbers(company, histories, paused), at[is_pending], until[is_pending]
    )
    np.add.at(facts["pending_business_seconds"], paused, spent)
    np.maximum.at(facts["updated_at"], ticket, at)


def clock_numbers(company: Company, histories: Table, ticket: Array) -> Array:
    """The clock of each ticket: that of the team that has it now."""
    return company.clock_of(teams_at(histories, ticket, np.full(len(ticket), END)))


def learn_from_messages(facts: Table, histories: Table, messages: Messages) -> None:
    """Adds to `facts` who wrote when. Messages of a merged ticket count for the ticket that it was merged into."""
    ticket, at = histories["survivor"][messages.ticket], messages.at
    np.maximum.at(facts["updated_at"], messages.ticket, at)
    is_reply = messages.is_public & (messages.author == BY_AGENT) & ~messages.is_bot_user
    np.minimum.at(facts["first_reply_at"], ticket[is_reply], at[is_reply])
    np.add.at(facts["agent_replies"], ticket[is_reply], 1)
    solved = facts["first_solved_at"][ticket]
    until_solve = is_reply & (at <= solved)
    np.add.at(facts["replies_until_solve"], ticket[until_solve], 1)
    is_customer = messages.is_public & (messages.author == BY_CUSTOMER)
    between = is_customer & (at > facts["first_reply_at"][ticket]) & (at < solved)
    np.add.at(facts["messages_before_solve"], ticket[between], 1)
    in_window = is_customer & (at <= solved + WINDOW)
    np.add.at(facts["further_messages"], ticket[in_window], 1)


def measure_silences(facts: Table, histories: Table, changes: Changes, messages: Messages) -> None:
    """Adds the longest time on end in which each ticket waited for an agent, and no agent wrote.

    A ticket waits for an agent while it is new, open or on hold. A change between these three does not end a
    silence; a reply does, and so does a change to pending, solved or closed.
    """
    waiting = ~done(changes.new) & (changes.new != PENDING)
    first = np.concatenate([[True], changes.ticket[1:] != changes.ticket[:-1]])
    turns = first | (waiting != np.concatenate([[False], waiting[:-1]]))
    is_reply = messages.is_public & (messages.author == BY_AGENT) & ~messages.is_bot_user
    replied = histories["survivor"][messages.ticket[is_reply]]
    ticket = np.concatenate([changes.ticket[turns], replied])
    at = np.concatenate([changes.at[turns], messages.at[is_reply]])
    state = np.concatenate([waiting[turns].astype(np.int64), np.full(len(replied), -1)])
    order = np.lexsort((state, at, ticket))
    ticket, at, state = ticket[order], at[order], state[order]
    # A reply keeps the state before it. A reply dated before the creation has no state to keep.
    carried = np.maximum.accumulate(np.where(state >= 0, np.arange(len(state)), 0))
    state = np.where(ticket[carried] == ticket, state[carried], 0)
    is_last = np.append(ticket[1:] != ticket[:-1], True)
    until = np.where(is_last, END, np.append(at[1:], END))
    np.maximum.at(facts["silence_seconds"], ticket[state == 1], (until - at)[state == 1])


@dataclass
class Contacts:
    """When people contacted the company, or were settled: person, instant, product area (-1: none)."""

    person: Array
    at: Array
    area: Array


def repeat_contacts(settled: Contacts, later: Contacts) -> Array:
    """How often the person of each settled contact came back within WINDOW, about the same area or about none."""
    spacing = 1 << 32  # instants are smaller, so person * spacing + instant sorts by person and instant
    key = later.person * spacing + later.at
    order = np.argsort(key, kind="stable")
    key = key[order]
    since = settled.person * spacing + settled.at
    low, high = np.searchsorted(key, since, "right"), np.searchsorted(key, since + WINDOW, "right")
    count = high - low
    mine = np.repeat(np.arange(len(since)), count)
    offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    theirs = order[np.repeat(low, count) + offset]
    area, other_area = settled.area[mine], later.area[theirs]
    same = (area == other_area) | (area < 0) | (other_area < 0)
    return np.bincount(mine[same], minlength=len(since))
