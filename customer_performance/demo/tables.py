"""The demo company in the plain contract: Arrow tables, written file by file so that memory stays bounded."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from customer_performance.demo import company as names
from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import (
    CANARY,
    END,
    HOLIDAYS,
    POLICIES,
    POLICY_COLUMNS,
    SCHEDULES,
    TEAM_IDS,
    TEAMS,
    Company,
)
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
from customer_performance.demo.surveys import DIRECTIONS, EXIT, KINDS, TOUCHPOINTS
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
NOBODY, NEVER_LANDED = -1, -2
UNKNOWN_ACCOUNT = "acc-404"
ROW_GROUP = 100_000  # rows of a Parquet file that are read by one thread
BODIES = [
    "Hello, the export stops half way. Can you have a look?",
    "Thank you, that works now.",
    "We have found the cause and are working on it.",
    'The screen says "try again later", and nothing happens.',
    "Could you send us the log of yesterday, please?\nIt is under Settings, Logs.",
    "您好，页面一直打不开，请帮忙看一下。",
    "已经修复，请您再试一次。",
    "I asked about this last week already; what is going on?",
    "The invoice shows the wrong amount, again.",
    "谢谢，现在可以了。",
]
SUBJECTS = [
    "Export fails",
    "Invoice question",
    "Cannot sign in",
    "打不开页面",
    "Slow since the update",
    "New colleague",
]
COMMENTS = ["Quick and friendly", "Still waiting", "很满意", "Too many hand-overs", "回复太慢"]
FAREWELLS = [
    "Nobody solved it at once",
    "too expensive",
    "价格太高",
    "We found another supplier",
    "closed down",
]


class Writer:
    """Writes tables as `<landing>/<table>.<format>`, or as numbered parts in a folder of that name."""

    def __init__(self, landing: Path, file_format: str):
        self.landing, self.format = landing, file_format
        self.rows: dict[str, int] = {}
        self.duplicates: dict[str, int] = {}

    def write(
        self, table: str, columns: dict[str, pa.Array], part: int | None = None, duplicates: int = 0
    ) -> None:
        content = pa.table(columns)
        path = self.landing / f"{table}.{self.format}"
        if part is not None:
            path = self.landing / table / f"part-{part:04d}.{self.format}"
            path.parent.mkdir(exist_ok=True)
        if self.format == "csv":
            pa.csv.write_csv(content, path)
        else:
            pa.parquet.write_table(content, path, row_group_size=ROW_GROUP)
        self.rows[table] = self.rows.get(table, 0) + content.num_rows
        self.duplicates[table] = self.duplicates.get(table, 0) + duplicates


def choose(pool: list[str | None], index: Array) -> pa.Array:
    """Words by position, none where it is negative."""
    return pa.array(pool, pa.string()).take(pa.array(index, mask=np.asarray(index) < 0))


def label(prefix: str, number: Array, digits: int) -> pa.Array:
    text = pc.utf8_lpad(
        pa.array(np.asarray(number), mask=np.asarray(number) < 0).cast(pa.string()), digits, "0"
    )
    return pc.binary_join_element_wise(prefix, text, "")


def instants(seconds: Array) -> pa.Array:
    """UTC timestamps, none beyond the present."""
    return pa.array(np.asarray(seconds).astype("datetime64[s]"), mask=np.asarray(seconds) > END)


def planned(seconds: Array) -> pa.Array:
    """UTC timestamps that may lie ahead, such as the end of a term."""
    return pa.array(np.asarray(seconds).astype("datetime64[s]"), mask=np.asarray(seconds) >= names.NEVER)


def money(cents: Array) -> pa.Array:
    """Amounts to the cent, none where negative."""
    words = np.stack([cents, np.zeros_like(cents)], axis=1)  # 128 bits each
    amounts = pa.Array.from_buffers(pa.decimal128(18, 2), len(cents), [None, pa.py_buffer(words.tobytes())])
    return pc.if_else(pa.array(cents >= 0), amounts, None)


def numbers(values: Array) -> pa.Array:
    return pa.array(values, mask=np.isnan(values))


def flags(values: Array, blank: Array | None = None) -> pa.Array:
    return pa.array(np.asarray(values, bool), mask=blank)


def some_twice(count: int, every: int) -> Array:
    """Positions of rows, one in so many of them twice, as exports that overlap have them."""
    rows = np.arange(count)
    return np.sort(np.concatenate([rows, rows[rows % every == 3]]))


def contact_ids(number: Array) -> pa.Array:
    return label(f"{CANARY}-contact-", number, 6)


def agent_ids(number: Array) -> pa.Array:
    return label(f"{CANARY}-agent-", number, 3)


def account_ids(company: Company, number: Array) -> pa.Array:
    """Persons' ids are personal, too."""
    person = company.accounts["is_person"][number]
    return pc.if_else(pa.array(person), label(f"{CANARY}-person-", number, 5), label("acc-", number, 5))


def accounts_or_none(company: Company, number: Array) -> pa.Array:
    ids = pc.if_else(pa.array(number >= 0), account_ids(company, np.maximum(number, 0)), None)
    return pc.if_else(pa.array(number == NEVER_LANDED), UNKNOWN_ACCOUNT, ids)


def person_name(number: int, is_chinese: bool) -> str:
    if is_chinese:
        return f"{CANARY} {names.CHINESE_FAMILY[number % 10]}{names.CHINESE_GIVEN[number // 10 % 10]}"
    return f"{CANARY} {names.GIVEN[number % 10]} {names.FAMILY[number // 10 % 10]}"


def person_names(numbers: Array, is_chinese: Array) -> pa.Array:
    return pa.array(
        [person_name(int(number), flag) for number, flag in zip(numbers, is_chinese, strict=True)]
    )


def account_name(company: Company, number: int) -> str:
    accounts = company.accounts
    is_chinese = accounts["place"][number] == names.CHINA
    if accounts["is_person"][number]:
        return person_name(number, is_chinese)
    if accounts["is_internal"][number]:
        return f"{names.UNITS[number // 37 % len(names.UNITS)]} {number}"
    if accounts["is_test"][number]:
        return "Test account of the support desk"
    if is_chinese:
        return f"{names.CHINESE_FIRMS[number % 6]}{names.CHINESE_KINDS[number // 6 % 5]}{number}"
    return f"{names.FIRMS[number % 10]} {names.KINDS[number // 10 % 8]} {number}"


def write_people(writer: Writer, company: Company) -> None:
    accounts, contacts, agents = company.accounts, company.contacts, company.agents
    everyone = np.arange(len(accounts["place"]))
    stale = np.flatnonzero(everyone % 50 == 9)  # an older copy of the row, on the plan of before
    number = np.concatenate([everyone, stale])
    is_stale = np.arange(len(number)) >= len(everyone)
    plan = np.where(is_stale, (accounts["plan"][number] + 1) % 3, accounts["plan"][number])
    person = accounts["is_person"][number]
    place = accounts["place"][number]
    created = accounts["created_at"][number]
    writer.write("accounts", {
        "account_id": account_ids(company, number),
        "name": pa.array([account_name(company, account) for account in number]),
        "segment": choose([*names.SEGMENTS, "consumer"], np.where(person, 3, accounts["segment"][number])),
        "industry": choose(names.INDUSTRIES, np.where(person, -1, accounts["industry"][number])),
        "region": choose([region.region for region in names.REGIONS], place),
        "country": choose([region.country for region in names.REGIONS], place),
        "plan": choose(names.PLANS, plan),
        "customer_type": choose(["external", "internal"], accounts["is_internal"][number].astype(int)),
        "is_person": flags(person),
        "is_test": flags(accounts["is_test"][number]),
        "created_at": instants(created),
        "updated_at": instants(created + np.where(is_stale, 3600, 7200)),
        "deleted_at": instants(accounts["deleted_at"][number]),
    }, duplicates=len(stale))  # fmt: skip
    number = np.arange(len(contacts["account"]))
    place = accounts["place"][contacts["account"]]
    is_deleted = contacts["deleted_at"] <= END
    writer.write("contacts", {
        "contact_id": contact_ids(number),
        "account_id": account_ids(company, contacts["account"]),
        "email": pc.binary_join_element_wise(label(f"{CANARY}.", number, 6), "example.com", "@"),
        "full_name": person_names(number, place == names.CHINA),
        "locale": choose(names.LOCALES, place),
        "timezone": choose(names.ZONES, place),
        "created_at": instants(contacts["created_at"]),
        "updated_at": instants(np.where(is_deleted, contacts["deleted_at"], contacts["created_at"] + 60)),
        "deleted_at": instants(contacts["deleted_at"]),
    })  # fmt: skip
    number = np.flatnonzero(agents["is_listed"])
    team = agents["team"][number]
    writer.write("agents", {
        "agent_id": agent_ids(number),
        "name": person_names(number * 7, team == names.SHANGHAI),
        "team_id": choose(TEAM_IDS, team),
        "hourly_cost": pa.array(
            [None if np.isnan(cost) else Decimal(f"{cost:.2f}") for cost in agents["hourly_cost"][number]],
            pa.decimal128(18, 2),
        ),
        "is_bot": flags(agents["is_bot"][number]),
        "is_active": flags(agents["left_at"][number] > END),
    })  # fmt: skip
    writer.write("teams", {
        "team_id": pa.array(TEAM_IDS),
        "name": pa.array([team.name for team in TEAMS]),
        "lead_agent_id": agent_ids(company.team_first_agent),
        "schedule_id": pa.array([team.schedule for team in TEAMS]),
    })  # fmt: skip


def write_hours(writer: Writer) -> None:
    windows = [
        (name, name == names.DEFAULT_SCHEDULE, zone, day, opens, closes)
        for name, (zone, week) in SCHEDULES.items()
        for day, hours in week.items()
        for opens, closes in hours
    ]
    columns = ("schedule_id", "is_default", "timezone", "weekday", "opens_at", "closes_at")
    writer.write("schedules", dict(zip(columns, map(pa.array, zip(*windows, strict=True)), strict=True)))
    columns = ("schedule_id", "date", "name")
    writer.write("holidays", dict(zip(columns, map(pa.array, zip(*HOLIDAYS, strict=True)), strict=True)))
    types = {"valid_from": pa.timestamp("s"), "valid_to": pa.timestamp("s")}
    policies = {
        column: pa.array([policy[column] for policy in POLICIES], types.get(column))
        for column in POLICY_COLUMNS
    }
    writer.write("sla_policies", policies)


def write_tickets(
    writer: Writer,
    company: Company,
    histories: Table,
    facts: Table,
    tickets: Array,
    part: int,
) -> None:
    stale = tickets[tickets % 97 == 11]  # older copies, as an export that overlaps the last one brings them
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
        "first_response_at": instants(np.where(is_stale, names.NEVER, facts["first_reply_at"][number])),
        "solved_at": instants(np.where(is_stale | ~done(facts["status"][number]), names.NEVER, solved)),
        "closed_at": instants(np.where(is_stale | ~is_closed, names.NEVER, facts["updated_at"][number])),
        "updated_at": instants(np.where(is_stale, created - 1, facts["updated_at"][number])),
        "handling_minutes": numbers(np.where(is_stale, np.nan, handled)),
        "merged_into_ticket_id": label("", np.where(merged >= 0, merged + 1, -1), 8),
        "follow_up_of_ticket_id": label("", np.where(history["follows"] >= 0, history["follows"] + 1, -1), 8),
        "created_by": choose(CREATORS, np.where(history["is_creator_blank"], -1, history["created_by"])),
        "is_spam": flags(history["is_spam"]),
        "deleted_at": instants(np.where(history["is_deleted"], created + 2, names.NEVER)),
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
        "body": pc.binary_join_element_wise(CANARY, choose(BODIES, number * 7 % 31 % len(BODIES)), ": "),
    }, part, len(order) - len(messages.ticket))  # fmt: skip


def write_surveys(writer: Writer, company: Company, histories: Table, surveys: Table) -> None:
    count = len(surveys["kind"])
    number = some_twice(count, 500)
    row = {fact: values[number] for fact, values in surveys.items()}
    account = account_ids(company, company.contacts["account"][row["contact"]])
    orphan = (row["ticket"] >= 0) & histories["is_account_orphan"][row["ticket"]]
    comment = np.where((row["responded_at"] <= END) & (number % 4 == 0), number % len(COMMENTS), -1)
    leaves = (row["kind"] == EXIT) & (row["responded_at"] <= END)
    comment = np.where(leaves, len(COMMENTS) + number % len(FAREWELLS), comment)
    writer.write("survey_responses", {
        "response_id": label("r", number, 8),
        "kind": choose(KINDS, row["kind"]),
        "account_id": pc.if_else(pa.array(orphan), UNKNOWN_ACCOUNT, account),
        "contact_id": contact_ids(row["contact"]),
        "ticket_id": label("", np.where(row["ticket"] >= 0, row["ticket"] + 1, -1), 8),
        "touchpoint": choose(TOUCHPOINTS, row["touchpoint"]),
        "sent_at": instants(row["sent_at"]),
        "responded_at": instants(row["responded_at"]),
        "score": numbers(row["score"]),
        "scale_min": numbers(row["scale_min"]),
        "scale_max": numbers(row["scale_max"]),
        "higher_is": choose(DIRECTIONS, row["higher_is"]),
        "comment": pc.binary_join_element_wise(CANARY, choose(COMMENTS + FAREWELLS, comment), " "),
    }, duplicates=len(number) - count)  # fmt: skip
