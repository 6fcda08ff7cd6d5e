"""A company whose customers, people and tickets lie in two systems, each with ids from 1, against one export of all."""

import csv
import random
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.support.made_up_vendor import add_vendor
from tests.support.project_copy import ProjectCopy

VENDOR = "crm"
SYSTEMS = ("files", VENDOR)
# Of each column of ids what it is of; what is in each system, and what lies in one of them.
IDS = {
    "account_id": "account",
    "contact_id": "contact",
    "agent_id": "agent",
    "team_id": "team",
    "ticket_id": "ticket",
    "event_id": "event",
    "message_id": "message",
    "response_id": "response",
    "subscription_id": "subscription",
}
SHARED = ("accounts", "contacts", "agents", "teams")
PARTS = ("tickets", "ticket_events", "ticket_messages", "survey_responses")
START = datetime(2024, 1, 1, 9)
MATCHES = "{match_accounts_by: [external_id], match_contacts_by: email, match_agents_by: email}"
KINDS = ("--resource-type", "seed", "--resource-type", "model")
LINKED = "select kind, landed_id, identity_id from intermediate.int_identity_links order by all"
OBSERVED = """
    select
        metric_id, count(*), count(distinct account_id), round(sum(numerator), 6), round(sum(denominator), 6)
    from marts.metric_observations group by all order by metric_id
"""

Row = dict[str, object]
Tables = dict[str, list[Row]]


def made_up_company() -> Tables:
    """Its rows, with ids that say what they are of, such as account-3. `system`: where a ticket lies."""
    chance = random.Random(11)
    tables: Tables = {table: [] for table in (*SHARED, *PARTS, "subscriptions")}
    for number in range(10):
        account = f"account-{number}"
        tables["accounts"].append(
            {"account_id": account, "external_id": f"K{number}", "segment": ("small", "large")[number % 2],
             "plan": "pro", "created_at": START - timedelta(days=number)}
        )  # fmt: skip
        tables["subscriptions"].append(
            {"subscription_id": f"subscription-{number}", "account_id": account, "mrr": 100 + number,
             "started_at": START, "ended_at": START + timedelta(days=70) if number == 7 else None}
        )  # fmt: skip
    for number in range(25):
        tables["contacts"].append(
            {"contact_id": f"contact-{number}", "account_id": f"account-{number % 10}",
             "email": f"person{number}@customer{number % 10}.com", "created_at": START}
        )  # fmt: skip
    for number in range(4):
        team = f"team-{number % 2}"
        tables["agents"].append(
            {
                "agent_id": f"agent-{number}",
                "name": f"Agent {number}",
                "email": f"agent{number}@us.com",
                "team_id": team,
            }
        )
    tables["teams"] = [{"team_id": f"team-{number}", "name": f"Team {number}"} for number in range(2)]
    for number in range(120):
        contact, agent = chance.randrange(25), chance.randrange(4)
        ticket, system = f"ticket-{number}", SYSTEMS[chance.randrange(2)]
        created = START + timedelta(hours=chance.randrange(100 * 24))
        # What a source tells of counts from its first row to its last month: the same in both.
        is_edge = number < 4
        if is_edge:
            system, created = SYSTEMS[number % 2], START + timedelta(days=100 * (number // 2))
        solved = created + timedelta(hours=chance.randrange(1, 90))
        tables["tickets"].append(
            {"ticket_id": ticket, "account_id": f"account-{contact % 10}", "contact_id": f"contact-{contact}",
             "agent_id": f"agent-{agent}", "team_id": f"team-{agent % 2}", "channel": "email", "status": "solved",
             "ticket_type": chance.choice(["question", "complaint"]), "created_at": created, "solved_at": solved,
             "system": system}
        )  # fmt: skip
        steps = [("status", "open", "solved", solved)]
        if is_edge or chance.random() < 0.4:
            steps.insert(
                0, ("assignee", f"agent-{(agent + 1) % 4}", f"agent-{agent}", created + timedelta(minutes=9))
            )
        if chance.random() < 0.3:
            steps.append(("status", "solved", "open", solved + timedelta(hours=2)))
            steps.append(("status", "open", "solved", solved + timedelta(hours=3)))
        for step, (field, old, new, at) in enumerate(steps):
            tables["ticket_events"].append(
                {"event_id": f"event-{number}-{step}", "ticket_id": ticket, "occurred_at": at, "field": field,
                 "old_value": old, "new_value": new, "system": system}
            )  # fmt: skip
        for step, author in enumerate((f"contact-{contact}", f"agent-{agent}")):
            tables["ticket_messages"].append(
                {"message_id": f"message-{number}-{step}", "ticket_id": ticket, "author_id": author,
                 "author_type": ("customer", "agent")[step], "sent_at": created + timedelta(minutes=20 * step),
                 "channel": "email", "system": system}
            )  # fmt: skip
        if number % 3 == 0:
            tables["survey_responses"].append(
                {"response_id": f"response-{number}", "kind": "csat", "ticket_id": ticket, "score": 1 + number % 5,
                 "account_id": f"account-{contact % 10}", "contact_id": f"contact-{contact}", "scale_min": 1,
                 "scale_max": 5, "responded_at": solved + timedelta(days=1), "system": system}
            )  # fmt: skip
    return tables


def numbers(tables: Tables, seed: int) -> dict[str, str]:
    """For each id another one, from 1 in each kind; agents after contacts, since an author may be either."""
    chance = random.Random(seed)
    found: dict[str, str] = {}
    for column, kind in IDS.items():
        named = {str(row[column]) for rows in tables.values() for row in rows if row.get(column)}
        ids = sorted(named)
        chance.shuffle(ids)
        first = 1 + sum(identity.startswith("contact") for identity in found) * (kind == "agent")
        found |= {identity: str(number) for number, identity in enumerate(ids, first)}
    return found


def write(folder: Path, tables: Tables, names: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in tables.items():
        if not rows:
            continue
        columns = [column for column in rows[0] if column != "system"]
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(columns)
            for row in rows:
                values = ("" if row[column] is None else str(row[column]) for column in columns)
                writer.writerow(names.get(value, value) for value in values)


def part(tables: Tables, system: str) -> Tables:
    """What a system has: everybody, its own tickets with what belongs to them; subscriptions are in the files."""
    return {
        table: [row for row in rows if row.get("system", system) == system]
        for table, rows in tables.items()
        if table in SHARED + PARTS or system == "files"
    }


class Split:
    """A copy of the project that knows both systems, with the company in either form."""

    def __init__(self, folder: Path):
        self.copy = ProjectCopy(folder)
        add_vendor(self.copy, VENDOR, [*SHARED, *PARTS])
        self.tables = made_up_company()
        self.names = {system: numbers(part(self.tables, system), seed) for seed, system in enumerate(SYSTEMS)}
        write(folder / "single", self.tables, {})
        write(folder / "split", part(self.tables, "files"), self.names["files"])
        write(folder / "split" / VENDOR, part(self.tables, VENDOR), self.names[VENDOR])

    def land(self, landing: str) -> None:
        self.layout = self.copy.layout
        for path in self.layout.out.glob("build/*.duckdb*"):
            path.unlink()
        self.copy.run("customer-performance", "land", "--landing", landing)

    def observed(self, variables: str = "{}") -> dict[str, list]:
        """{metric: its observations, their accounts, and their sums}"""
        self.copy.run("dbt", "build", *KINDS, "--select", "+metric_observations", "--vars", variables)
        return {metric: rest for metric, *rest in self.copy.query(OBSERVED)}

    def links(self, kind: str) -> Iterable[str]:
        """A line of the seed for each that is in both systems."""
        for identity, number in self.names[VENDOR].items():
            if identity.startswith(kind):
                yield f"{VENDOR},{number},{self.names['files'][identity]}\n"


@pytest.fixture(scope="module")
def split(tmp_path_factory) -> Split:
    return Split(tmp_path_factory.mktemp("project"))


def test_two_systems_with_linked_customers_are_measured_as_one(split: Split) -> None:
    split.land("single")
    single = split.observed()
    assert len(single) > 20

    split.land("split")
    apart = split.observed()
    assert split.copy.query("select count(*) from intermediate.int_tickets") == [(120,)]
    assert split.copy.query("select count(*) from intermediate.int_accounts") == [(20,)]
    counted = {
        "kpi_tickets_created",
        "kpi_tickets_solved",
        "kpi_resolution_time",
        "cpi_customer_satisfaction",
    }
    for metric in counted:
        (rows, _, *sums), (rows_apart, _, *sums_apart) = single[metric], apart[metric]
        assert (rows_apart, sums_apart) == (rows, sums), metric
    # What is of a customer or a person is not: or what follows would prove nothing.
    assert apart["cpi_repeat_contact_rate"] != single["cpi_repeat_contact_rate"]

    assert split.observed(MATCHES) == single
    matches = Counter(
        kind
        for kind, is_used, problem in (
            row
            for kind in ("account", "contact", "agent")
            for row in split.copy.query(f"select kind, is_used, problem from intermediate.int_{kind}_matches")
        )
        if is_used and problem is None
    )
    assert matches == {"account": 20, "contact": 50, "agent": 8}

    by_matches = split.copy.query(LINKED)
    for kind in ("account", "contact", "agent"):
        split.copy.append(f"seeds/{kind}_links.csv", "".join(split.links(kind)))
    split.copy.run("dbt", "build", *KINDS, "--select", "+int_identity_links")
    assert split.copy.query(LINKED) == by_matches
