"""How the ticketing system wrote down tickets, their changes and their messages."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import CANARY, END, NEVER, TEAM_IDS, Company
from customer_performance.demo.facts import done
from customer_performance.demo.histories import (
    AREAS,
    CHANNELS,
    COMPLEXITIES,
    CREATORS,
    PRIORITIES,
    TOPICS,
    TYPES,
)
from customer_performance.demo.moods import POOL, texts
from customer_performance.demo.tables import (
    UNKNOWN_ACCOUNT,
    Writer,
    account_ids,
    agent_ids,
    choose,
    contact_ids,
    flags,
    instants,
    label,
    numbers,
    some_twice,
)
from customer_performance.demo.timelines import (
    BY_AGENT,
    BY_BOT,
    BY_CUSTOMER,
    CLOSED,
    FIELDS,
    STATUS_WORDS,
    Changes,
    Messages,
    agents_at,
    assignees,
    priorities_now,
    teams_at,
)

ACTORS = ["customer", "agent", "bot", "system"]
SUBJECTS = [
    "Export fails",
    "Invoice question",
    "Cannot sign in",
    "打不开页面",
    "Slow since the update",
    "New colleague",
]


def write_tickets(
    writer: Writer,
    company: Company,
    histories: Table,
    facts: Table,
    tickets: Array,
    part: int,
) -> None:
    stale = tickets[tickets % 97 == 11]  # older copies of these rows, as in exports that overlap
    number = np.concatenate([tickets, stale])
    is_stale = np.arange(len(number)) >= len(tickets)
    history = {fact: values[number] for fact, values in histories.items()}
    created = history["created_at"]
    present = np.full(len(number), END)
    handled = np.where(facts["last_solved_at"][number] <= END, history["handling_minutes"], np.nan)
    is_closed = facts["status"][number] == CLOSED
    switched = history["switches_channel"] & (history["answers"][:, 0] <= END)
    merged = history["merged_into"]
    account = account_ids(company, history["account"])
    solved = facts["last_solved_at"][number]
    writer.write("tickets", {
        "ticket_id": label("", number + 1, 8),
        "account_id": pc.if_else(pa.array(history["is_account_orphan"]), UNKNOWN_ACCOUNT, account),
        "contact_id": contact_ids(history["contact"]),
        "agent_id": agent_ids(np.where(is_stale, -1, assignees(company, histories, number, END))),
        "team_id": choose(TEAM_IDS, teams_at(histories, number, present)),
        "channel": choose(CHANNELS, np.where(switched, history["later_channel"], history["channel"])),
        "ticket_type": choose(TYPES, history["ticket_type"]),
        "priority": choose(PRIORITIES, priorities_now(history)),
        "complexity": choose(COMPLEXITIES, history["complexity"]),
        "product_area": choose(AREAS, history["area"]),
        "topic": choose(TOPICS, history["topic"]),
        "issue_id": label("issue-", np.where(np.isin(history["ticket_type"], [5, 6, 7]), history["issue"], -1), 3),
        "subject": pc.binary_join_element_wise(CANARY, choose(SUBJECTS, number % len(SUBJECTS)), " "),
        "status": choose(STATUS_WORDS, np.where(is_stale, 0, facts["status"][number])),
        "created_at": instants(created),
        "first_response_at": instants(np.where(is_stale, NEVER, facts["first_reply_at"][number])),
        "solved_at": instants(np.where(is_stale | ~done(facts["status"][number]), NEVER, solved)),
        "closed_at": instants(np.where(is_stale | ~is_closed, NEVER, facts["updated_at"][number])),
        "updated_at": instants(np.where(is_stale, created - 1, facts["updated_at"][number])),
        "handling_minutes": numbers(np.where(is_stale, np.nan, handled)),
        "merged_into_ticket_id": label("", np.where(merged >= 0, merged + 1, -1), 8),
        "follow_up_of_ticket_id": label("", np.where(history["follows"] >= 0, history["follows"] + 1, -1), 8),
        "created_by": choose(CREATORS, np.where(history["is_creator_blank"], -1, history["created_by"])),
        "is_spam": flags(history["is_spam"]),
        "deleted_at": instants(np.where(history["is_deleted"], created + 2, NEVER)),
    }, part, len(stale))  # fmt: skip


def write_changes(
    writer: Writer, company: Company, histories: Table, changes: dict[str, Changes], part: int
) -> None:
    agents = agent_ids(np.arange(len(company.agents["team"]))).to_pylist()
    pools = {
        "status": STATUS_WORDS,
        "team": TEAM_IDS,
        "assignee": agents,
        "channel": CHANNELS,
        "priority": PRIORITIES,
    }
    pool = [word for field in FIELDS for word in pools[field]]
    offset = np.cumsum([0] + [len(pools[field]) for field in FIELDS])
    rows = [changes[field] for field in FIELDS]
    field = np.repeat(np.arange(len(FIELDS)), [len(each.ticket) for each in rows])
    ticket, at, actor = (
        np.concatenate([getattr(each, name) for each in rows]) for name in ("ticket", "at", "actor")
    )
    old, new = (
        np.concatenate([np.where(getattr(each, side) >= 0, getattr(each, side) + start, -1)
                        for each, start in zip(rows, offset[:-1], strict=True)])
        for side in ("old", "new")
    )  # fmt: skip
    order = np.lexsort((field, at, ticket))
    place = some_twice(len(order), 1000)
    number = writer.rows.get("ticket_events", 0) + place
    ticket, at, actor, field, old, new = (
        column[order][place] for column in (ticket, at, actor, field, old, new)
    )
    writer.write("ticket_events", {
        "event_id": label("e", number, 9),
        "ticket_id": label("", ticket + 1, 8),
        "occurred_at": instants(at),
        "actor_id": actor_ids(histories, ticket, at, actor),
        "actor_type": choose(ACTORS, actor),
        "field": choose(FIELDS, field),
        "old_value": choose(pool, old),
        "new_value": choose(pool, new),
    }, part, len(place) - len(order))  # fmt: skip


def actor_ids(histories: Table, ticket: Array, at: Array, actor: Array) -> pa.Array:
    """The id of the agent or the contact behind each change or message, null for bots and systems."""
    agents = agent_ids(np.where(actor == BY_AGENT, agents_at(histories, ticket, at), -1))
    return pc.coalesce(agents, contact_ids(np.where(actor == BY_CUSTOMER, histories["contact"][ticket], -1)))


def write_messages(writer: Writer, company: Company, histories: Table, messages: Messages, part: int) -> None:
    order = some_twice(len(messages.ticket), 1000)
    ticket, at, author, is_public, is_bot_user = (
        column[order]
        for column in (
            messages.ticket,
            messages.at,
            messages.author,
            messages.is_public,
            messages.is_bot_user,
        )
    )
    bots = len(company.agents["team"]) - np.where(is_bot_user, 2, 1)
    is_bot = is_bot_user | (author == BY_BOT)
    person = actor_ids(histories, ticket, at, np.where(is_bot, -1, author))
    number = writer.rows.get("ticket_messages", 0) + order
    life_channel = np.where(
        histories["switches_channel"][ticket] & (at >= histories["answers"][ticket, 0]),
        histories["later_channel"][ticket], histories["channel"][ticket],
    )  # fmt: skip
    writer.write("ticket_messages", {
        "message_id": label("m", number, 9),
        "ticket_id": label("", ticket + 1, 8),
        "sent_at": instants(at),
        "author_id": pc.coalesce(person, agent_ids(np.where(is_bot, bots, -1))),
        "author_type": choose(ACTORS, author),
        "is_public": flags(is_public, blank=is_public & (number % 3 == 0)),
        "channel": choose(CHANNELS, life_channel),
        "body": pc.binary_join_element_wise(CANARY, choose(POOL, texts(company, histories, messages)[order]), ": "),
    }, part, len(order) - len(messages.ticket))  # fmt: skip
