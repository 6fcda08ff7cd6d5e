"""Made-up tickets of Zendesk in which all happens that makes clocks go wrong, and their tables as Fivetran has them."""

import csv
import io
import json
import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from tests.oracles.zendesk_clock import LONGEST, Minutes

HOUR, DAY = 3600, 86_400
BOT, SYSTEM = 1, -1
AGENTS = range(2, 14)
LOGGED_LEAVERS = range(14, 17)  # whom the log of roles names
LEAVERS = range(17, 20)  # whom nothing names but the tickets that they held
CUSTOMERS = range(100, 700)
CHANGES = {
    "new": ["open", "open", "pending", "hold", "solved"],
    "open": ["pending", "pending", "hold", "solved", "solved", "closed"],
    "pending": ["open", "open", "hold", "solved"],
    "hold": ["open", "pending", "solved"],
    "solved": ["open", "closed"],
    "closed": [],
}
# Minutes from Sunday 00:00, local time: an office, one with a lunch, one that never closes, nights over the hour that
# is skipped or comes twice, and shifts over midnight. The first one was made first.
SCHEDULES = {
    1: ("Berlin", "Europe/Berlin", [(day * 1440 + 540, day * 1440 + 1050) for day in range(1, 6)]),
    2: ("Eastern Time (US & Canada)", "America/New_York", [
        (day * 1440 + opens, day * 1440 + closes) for day in range(1, 6) for opens, closes in ((480, 720), (780, 1080))
    ]),
    3: ("Sydney", "Australia/Sydney", [(0, 10_080)]),
    4: ("Berlin", "Europe/Berlin", [(day * 1440 + 75, day * 1440 + 160) for day in range(7)]),
    5: ("London", "Europe/London", [(day * 1440 + 1320, day * 1440 + 1590) for day in range(5)]),
}  # fmt: skip
DEFAULT = 1
HOLIDAYS = [
    (1, date(2023, 12, 24), date(2023, 12, 26)),
    (1, date(2024, 12, 24), date(2025, 1, 1)),
    (2, date(2024, 7, 4), date(2024, 7, 4)),
    (3, date(2024, 10, 6), date(2024, 10, 6)),  # clocks are put forward in Sydney
    (4, date(2024, 3, 30), date(2024, 3, 30)),
    (5, date(2024, 10, 27), date(2024, 10, 28)),  # clocks are put back in London
]


def instant(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


START, LEFT, AS_OF = instant("2023-03-02"), instant("2024-09-01"), instant("2025-03-03 12:34:56")


@dataclass
class Ticket:
    """`statuses`: (instant, status), the creation first; `comments`: (instant, user, is public); `targets`: (instant,
    Zendesk's field, minutes or None, in business hours); `schedules`, `priorities`: (instant, value)."""

    number: int
    requester: int
    submitter: int
    agent: int
    created: int
    statuses: list[tuple[int, str]]
    comments: list[tuple[int, int, bool]]
    priorities: list[tuple[int, str]] = field(default_factory=list)
    targets: list[tuple[int, str, int | None, bool]] = field(default_factory=list)
    schedules: list[tuple[int, int]] = field(default_factory=list)
    merged_into: int | None = None


def gap(chance: random.Random) -> int:
    """Seconds until the next thing happens: seconds, hours, days, or most of a year."""
    longest = chance.choices([120, 4 * HOUR, 3 * DAY, 20 * DAY, 400 * DAY], [2, 5, 6, 3, 1])[0]
    return 1 + int(chance.random() ** 2 * longest)


def make_ticket(chance: random.Random, number: int) -> Ticket:
    lasts = number % 19 == 0  # over more than a year
    created = START + int(chance.random() * (200 * DAY if lasts else AS_OF - START - DAY))
    agent = chance.choice([*AGENTS, *LOGGED_LEAVERS, *LEAVERS] if created < LEFT - 30 * DAY else AGENTS)
    requester = chance.choice(CUSTOMERS)
    if created > LEFT and chance.random() < 0.05:
        requester = chance.choice([*LOGGED_LEAVERS, *LEAVERS])  # a colleague of old asks, too
    by_agent = chance.random() < 0.05 and agent in AGENTS
    ticket = Ticket(
        number, requester, agent if by_agent else requester, agent, created, [(created, "new")], []
    )
    at = created + (chance.randint(366, 420) * DAY if lasts else 0)
    for _ in range(chance.randint(1 if lasts else 0, 9)):
        at += gap(chance)
        choices = CHANGES[ticket.statuses[-1][1]]
        if at > AS_OF or not choices:
            break
        ticket.statuses.append((at, chance.choice(choices)))
    ticket.comments = comments(chance, ticket)
    set_targets(chance, ticket)
    times = [created + chance.choice([0, 30, 61]), *(created + gap(chance) for _ in range(2))]
    for when in times[: chance.choice([0, 1, 1, 3])]:
        if when <= AS_OF and when not in [at for at, _ in ticket.schedules]:
            ticket.schedules.append((when, chance.choice([*SCHEDULES])))
    return ticket


def comments(chance: random.Random, ticket: Ticket) -> list[tuple[int, int, bool]]:
    found = [(ticket.created, ticket.submitter, True)]
    if chance.random() < 0.5:
        found.append((ticket.created + 3, chance.choice([BOT, SYSTEM]), True))
    at = ticket.created
    last_deed = LEFT if ticket.agent not in AGENTS else AS_OF
    for _ in range(chance.randint(0, 6)):
        at += gap(chance)
        who = chance.choice(["agent", "agent", "note", "note", "requester", "another customer"])
        if at > (last_deed - DAY if who in ("agent", "note") else AS_OF):
            break
        others = {"requester": ticket.requester, "another customer": CUSTOMERS[-1] + 1}
        found.append((at, others.get(who, ticket.agent), who != "note"))
    return found


def set_targets(chance: random.Random, ticket: Ticket) -> None:
    """The priority at first and later, and what each time was set; in some cases a target is taken back."""
    resolutions = ["requester_wait_time", "agent_work_time", "total_resolution_time"]
    several = chance.sample(resolutions, chance.choice([1, 1, 2, 3]))
    fields = [each for each in ("first_reply_time", *several) if chance.random() < 0.8]
    times = [ticket.created, *(ticket.created + gap(chance) for _ in range(chance.choice([0, 0, 0, 1, 2])))]
    for at in sorted(set(times)):
        if at > AS_OF - 1:
            break
        priority = chance.choice(["low", "normal", "high", "urgent"])
        ticket.priorities.append((at, priority))
        in_business = chance.random() < 0.7
        for each in fields:
            if at > ticket.created and chance.random() < 0.2:
                continue  # it stays as it was
            minutes = chance.choice([1, 15, 60, 480, 2400, 14_400])
            is_removed = at > ticket.created and chance.random() < 0.15
            # what a trigger sets is written down in the same second, or in the next
            written = at + (chance.random() < 0.3)
            if written in [when for when, name, *_ in ticket.targets if name == each]:
                continue
            ticket.targets.append((written, each, None if is_removed else minutes, in_business))


def make_tickets(count: int, seed: int) -> dict[int, Ticket]:
    """{number: ticket}. Every 17th is merged into another, an older or a younger one, of the same person or not."""
    chance = random.Random(seed)
    tickets = {number: make_ticket(chance, number) for number in range(1, count + 1)}
    for number in range(17, count, 17):
        merged, survivor = tickets[number], tickets[number + 1]
        if chance.random() < 0.8:
            merged.requester = survivor.requester
            merged.submitter = survivor.requester
            merged.comments[0] = (merged.created, survivor.requester, True)
        if chance.random() < 0.7:  # soon after it
            shift = survivor.created - chance.randint(60, 5 * DAY) - merged.created
            merged.created += shift
            merged.statuses = [(at + shift, status) for at, status in merged.statuses]
            # of an agent who left, nothing is written afterwards
            merged.comments = [
                (at + shift, user, public)
                for at, user, public in merged.comments
                if user in (merged.submitter, SYSTEM, BOT, *AGENTS) or at + shift < LEFT
            ]
            merged.targets, merged.schedules, merged.priorities = [], [], []
        end = max(merged.created, survivor.created) + chance.randint(60, DAY)
        if end > AS_OF:
            continue
        merged.statuses = [change for change in merged.statuses if change[0] < end and change[1] != "closed"]
        merged.statuses.append((end, "closed"))
        merged.comments = [comment for comment in merged.comments if comment[0] < end]
        merged.merged_into = survivor.number
    return tickets


def minutes_of_schedules() -> dict[int, Minutes]:
    first, last = START // 60 - 40 * 1440, (AS_OF + LONGEST) // 60 + 1440
    first -= first % 15
    return {
        number: Minutes(zone, windows, {
            date.fromordinal(day) for schedule, since, until in HOLIDAYS if schedule == number
            for day in range(since.toordinal(), until.toordinal() + 1)
        }, first, last)
        for number, (_, zone, windows) in SCHEDULES.items()
    }  # fmt: skip


def staff() -> dict[int, int | None]:
    """{user: when the role was lost, as far as anything tells}"""
    return dict.fromkeys((*AGENTS, *LEAVERS)) | dict.fromkeys(LOGGED_LEAVERS, LEFT)


def written(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S}"


def landed(tickets: dict[int, Ticket]) -> dict[str, str]:
    """{file: its text}: the tables as Fivetran lands them."""
    everyone = tickets.values()
    histories = [
        (ticket.number, name, written(at), value, user)
        for ticket in everyone
        for name, at, value, user in field_values(ticket)
    ]
    merged: dict[int, list[int]] = {}
    for ticket in everyone:
        if ticket.merged_into:
            merged.setdefault(ticket.merged_into, []).append(ticket.number)
    comments = sorted((at, t.number, user, public) for t in everyone for at, user, public in t.comments)
    leavers = [*LOGGED_LEAVERS, *LEAVERS]
    roles = dict.fromkeys((*CUSTOMERS, CUSTOMERS[-1] + 1, *leavers), "end-user")
    roles |= dict.fromkeys((BOT, *AGENTS), "agent")
    tables: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
        "ticket": ("id,requester_id,submitter_id,assignee_id,group_id,status,priority,via_channel,created_at,"
                   "updated_at,merged_ticket_ids", [
            (t.number, t.requester, t.submitter, t.agent, 1, t.statuses[-1][1],
             t.priorities[-1][1] if t.priorities else None, "email", written(t.created), written(t.statuses[-1][0]),
             json.dumps(merged.get(t.number, []))) for t in everyone
        ]),
        "ticket_field_history": ("ticket_id,field_name,updated,value,user_id", histories),
        "ticket_comment": ("id,ticket_id,user_id,created,public,body", [
            (number, ticket, user, written(at), public, "Hello")
            for number, (at, ticket, user, public) in enumerate(comments, 1)
        ]),
        "ticket_schedule": ("ticket_id,schedule_id,created_at", [
            (t.number, schedule, written(at)) for t in everyone for at, schedule in t.schedules
        ]),
        "user": ("id,role,name,active,created_at,updated_at", [
            (user, role, f"User {user}", True, written(START), written(START)) for user, role in roles.items()
        ]),
        "audit_log": ("id,created_at,source_id,source_type,change_description", [
            (number, written(LEFT), user, "user", "Support role changed from Agent to not set")
            for number, user in enumerate(LOGGED_LEAVERS, 1)
        ]),
        "group": ("id,name,_fivetran_deleted", [(1, "Support", False)]),
        "schedule": ("id,name,time_zone,start_time,end_time,created_at,_fivetran_deleted", [
            (number, f"Schedule {number}", zone, opens, closes, written(START + number), False)
            for number, (zone, _, windows) in SCHEDULES.items() for opens, closes in windows
        ]),
        "schedule_holiday": ("schedule_id,name,start_date,end_date", [
            (schedule, "Holiday", since, until) for schedule, since, until in HOLIDAYS
        ]),
    }  # fmt: skip
    return {f"zendesk/{name}.csv": as_csv(header, rows) for name, (header, rows) in tables.items()}


def field_values(ticket: Ticket) -> list[tuple[str, int, Any, int]]:
    found: list[tuple[str, int, Any, int]] = [
        ("status", at, status, ticket.agent) for at, status in ticket.statuses
    ]
    found[0] = ("status", ticket.created, "new", ticket.submitter)
    found.append(("assignee_id", ticket.created + 5, ticket.agent, SYSTEM))
    found += [("priority", at, priority, ticket.agent) for at, priority in ticket.priorities]
    for at, name, minutes, in_business in ticket.targets:
        value = (
            None if minutes is None else json.dumps({"minutes": minutes, "in_business_hours": in_business})
        )
        found.append((name, at, value, SYSTEM))
    return found


def as_csv(header: str, rows: list[tuple[Any, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return text.getvalue()
