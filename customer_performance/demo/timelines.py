"""The changes and messages that a ticketing system writes down of planned histories, up to the present."""

from dataclasses import dataclass

import numpy as np

from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import DAY, END, NEVER, Company
from customer_performance.demo.histories import (
    BORN_SOLVED,
    CYCLES,
    FROM_CUSTOMER,
    FROM_SYSTEM,
    HAND_OVERS,
    MERGED,
    ROUNDS,
    UNANSWERED,
)

NEW, OPEN, PENDING, HOLD, SOLVED, CLOSED, ODD = range(7)
STATUS_WORDS = ["new", "open", "pending", "hold", "solved", "closed", "escalated to the moon"]
BY_CUSTOMER, BY_AGENT, BY_BOT, BY_SYSTEM = range(4)
FIELDS = ["status", "team", "assignee", "channel", "priority"]


@dataclass
class Changes:
    """Changes of one field: ticket, instant, value before and after (-1: none), and the kind of the actor."""

    ticket: Array
    at: Array
    old: Array
    new: Array
    actor: Array


@dataclass
class Messages:
    ticket: Array
    at: Array
    author: Array  # what the ticketing system says that the author is
    is_public: Array
    is_bot_user: Array  # the author is called an agent, and is a bot


class Gatherer:
    """Collects instants and values of tickets, and drops those beyond the present."""

    def __init__(self, tickets: Array):
        self.tickets = tickets
        self.parts: list[tuple[Array, ...]] = []

    def add(self, at: Array, where: Array | bool, *values: Array | int) -> None:
        """Adds a row for each ticket in `where`: its instant, and one of each of the values."""
        rows = np.flatnonzero((at <= END) & where)
        columns = [np.broadcast_to(value, at.shape)[rows] for value in values]
        self.parts.append((self.tickets[rows], at[rows], np.full(len(rows), len(self.parts)), *columns))

    def columns(self) -> list[Array]:
        """Tickets, instants, a running number, and the values: sorted by these three."""
        columns = [np.concatenate(column) for column in zip(*self.parts, strict=True)]
        order = np.lexsort((columns[2], columns[1], columns[0]))
        return [column[order] for column in columns]


def status_changes(histories: Table, tickets: Array) -> Changes:
    """The changes of status of these tickets, with their creation as the first one."""
    history = {fact: values[tickets] for fact, values in histories.items()}
    kind, rounds, solved = history["kind"], history["rounds"], history["solved"]
    gather = Gatherer(tickets)
    gather.add(
        history["created_at"], True, np.where(kind == BORN_SOLVED, SOLVED, NEW), actor_of_creation(history)
    )
    as_open = np.where(history["is_status_odd"], ODD, OPEN)
    gather.add(
        history["assigned"], kind != BORN_SOLVED, np.where(kind == UNANSWERED, as_open, OPEN), BY_AGENT
    )
    for turn in range(ROUNDS):
        goes_on = rounds > turn
        gather.add(history["replies"][:, turn], goes_on & (kind != BORN_SOLVED), PENDING, BY_AGENT)
        gather.add(history["answers"][:, turn], goes_on, as_open, BY_CUSTOMER)
    last = np.take_along_axis(history["replies"], rounds[:, None], axis=1)[:, 0]
    gather.add(last, history["waits_before_solve"], PENDING, BY_AGENT)
    gather.add(history["held"], True, HOLD, BY_AGENT)
    gather.add(history["unheld"], True, OPEN, BY_AGENT)
    ends = np.where(kind == MERGED, CLOSED, SOLVED)
    for cycle in range(CYCLES + 1):
        gather.add(solved[:, cycle], True, ends, BY_AGENT)
        again = history["reopened"][:, cycle] if cycle < CYCLES else np.full(len(tickets), NEVER)
        closed = solved[:, cycle] + 4 * DAY
        gather.add(closed, (closed < again) & (kind != MERGED), CLOSED, BY_SYSTEM)
        gather.add(again, True, OPEN, np.where(history["silent_reopening"], BY_AGENT, BY_CUSTOMER))
    ticket, at, _, new, actor = gather.columns()
    # Of several changes at one instant, the last one is the change.
    last_of_instant = np.append((ticket[1:] != ticket[:-1]) | (at[1:] != at[:-1]), True)
    ticket, at, new, actor = (column[last_of_instant] for column in (ticket, at, new, actor))
    return with_old(ticket, at, new, actor)


def with_old(ticket: Array, at: Array, new: Array, actor: Array) -> Changes:
    """Changes with the value before each, without those that change nothing; rows are sorted by ticket and time."""
    old = np.concatenate([[-1], new[:-1]])
    old[np.concatenate([[True], ticket[1:] != ticket[:-1]])] = -1
    changed = old != new
    return Changes(*(column[changed] for column in (ticket, at, old, new, actor)))


def actor_of_creation(history: Table) -> Array:
    return np.array([BY_CUSTOMER, BY_AGENT, BY_SYSTEM])[history["created_by"]]


def other_changes(company: Company, histories: Table, tickets: Array) -> dict[str, Changes]:
    """The changes of the other fields of these tickets, by field. Channels and priorities are there if they change."""
    history = {fact: values[tickets] for fact, values in histories.items()}
    team, assignee, channel, priority = (Gatherer(tickets) for _ in range(4))
    team.add(history["created_at"], history["teams"][:, 0] >= 0, history["teams"][:, 0], BY_SYSTEM)
    team.add(history["rerouted"], True, history["teams"][:, 1], BY_AGENT)
    bot = len(company.agents["team"]) - 1
    assignee.add(history["bot_assigned"], True, bot, BY_SYSTEM)
    assignee.add(history["assigned"], True, history["agents"][:, 0], BY_AGENT)
    for step in range(HAND_OVERS):
        team.add(history["moved"][:, step], True, history["teams"][:, step + 2], BY_AGENT)
        assignee.add(history["moved"][:, step], True, history["agents"][:, step + 1], BY_AGENT)
    switches = history["switches_channel"] & (history["answers"][:, 0] <= END)
    channel.add(history["created_at"], switches, history["channel"], BY_SYSTEM)
    channel.add(history["answers"][:, 0], switches, history["later_channel"], BY_CUSTOMER)
    raised = (history["first_priority"] != history["priority"]) & (history["assigned"] <= END)
    priority.add(history["created_at"], raised, history["first_priority"], BY_SYSTEM)
    priority.add(
        np.maximum(history["assigned"], history["created_at"] + 1), raised, history["priority"], BY_AGENT
    )
    gathered = {"team": team, "assignee": assignee, "channel": channel, "priority": priority}
    result = {}
    for field, gather in gathered.items():
        ticket, at, _, new, actor = gather.columns()
        result[field] = with_old(ticket, at, new, actor)
    return result


def messages_of(histories: Table, tickets: Array) -> Messages:
    """The messages of these tickets, automatic replies and internal notes among them."""
    history = {fact: values[tickets] for fact, values in histories.items()}
    created, first_reply = history["created_at"], history["replies"][:, 0]
    gather = Gatherer(tickets)

    def customer(at: Array, where: Array | bool = True) -> None:
        gather.add(at, where, BY_CUSTOMER, True, False)

    def agent(at: Array, where: Array | bool = True, is_public: bool = True) -> None:
        gather.add(at, where, BY_AGENT, is_public, False)

    customer(created, history["created_by"] == FROM_CUSTOMER)
    gather.add(created, history["created_by"] == FROM_SYSTEM, BY_BOT, True, False)
    automatic = history["auto_reply"]
    gather.add(created + 5, automatic & ~history["is_auto_reply_by_agent"], BY_BOT, True, False)
    gather.add(created + 5, automatic & history["is_auto_reply_by_agent"], BY_AGENT, True, True)
    # These replies come from a machine whose clock was slow, so they seem older than the question.
    skewed = np.where(first_reply <= END, created - 601, NEVER)
    agent(np.where(history["is_clock_skewed"], skewed, first_reply))
    for turn in range(ROUNDS):
        customer(history["answers"][:, turn])
        agent(history["replies"][:, turn + 1])
    agent(history["noted"], is_public=False)
    agent(history["solved"][:, 0], history["last_word"])
    customer(history["thanked"])
    for cycle in range(CYCLES):
        customer(history["reopened"][:, cycle], ~history["silent_reopening"])
        agent(history["reopen_replies"][:, cycle])
    agent(history["merge_reply"])
    ticket, at, _, author, is_public, is_bot_user = gather.columns()
    return Messages(ticket, at, author, is_public, is_bot_user)


def priorities_now(history: Table) -> Array:
    """The priority of each ticket at present."""
    return np.where(history["assigned"] <= END, history["priority"], history["first_priority"])


def agents_at(histories: Table, ticket: Array, at: Array) -> Array:
    """The agent who has each ticket at an instant; before the assignment, the one who will be assigned first."""
    agent = histories["agents"][ticket, 0]
    for step in range(HAND_OVERS):
        agent = np.where(histories["moved"][ticket, step] <= at, histories["agents"][ticket, step + 1], agent)
    return agent


def teams_at(histories: Table, ticket: Array, at: Array) -> Array:
    """The team that has each ticket at an instant, -1 for none."""
    team = np.where(
        histories["rerouted"][ticket] <= at, histories["teams"][ticket, 1], histories["teams"][ticket, 0]
    )
    for step in range(HAND_OVERS):
        team = np.where(histories["moved"][ticket, step] <= at, histories["teams"][ticket, step + 2], team)
    return team


def assignees(company: Company, histories: Table, ticket: Array, at: int) -> Array:
    """The agent or bot to whom each ticket is assigned at an instant, -1 for nobody."""
    bot = len(company.agents["team"]) - 1
    before = np.where(histories["bot_assigned"][ticket] <= at, bot, -1)
    return np.where(
        histories["assigned"][ticket] <= at, agents_at(histories, ticket, np.full(len(ticket), at)), before
    )
