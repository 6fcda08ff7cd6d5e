"""No data can fail a data test of the project: what data can bring is an exception, or counted as unknown.

A small company is drawn at random from the contract, of files and of every vendor: ids that repeat, are missing or
belong to nobody, words that nobody knows, amounts and durations that are negative, huge or nothing, dates in any order,
also before and after all others, rows that come twice. Every model is built from it with every data test, and its marts
pass their gate.
"""

import csv
import os
import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from customer_performance.core.contract import LOAD_LOG, PLAIN, Column, Table, load_contract
from customer_performance.core.dbt import run_dbt
from customer_performance.core.paths import Layout
from customer_performance.guard.run import guard
from customer_performance.land.land import land

SEED = int(os.environ.get("CUSTOMER_PERFORMANCE_SEED", "1"))
ROWS = 60
START = datetime(2024, 1, 1)
DAYS = 500
# Words that the models read; a column of another name takes any of WORDS.
KNOWN = {
    "status": ["new", "open", "pending", "hold", "solved", "closed", "Solved"],
    "field": ["status", "status", "status", "assignee", "team", "priority"],
    "direction": ["inbound", "outbound"],
    "outcome": ["answered", "abandoned", "voicemail", "callback"],
    "author_type": ["customer", "agent", "bot"],
    "created_by": ["customer", "agent", "system"],
    "ticket_type": ["complaint", "bug", "question", "limitation"],
    "kind": ["csat", "ces", "nps", "pec", "exit"],
    "metric": ["first_response", "resolution"],
    "higher_is": ["better", "worse", "harder"],
    "currency": ["EUR", "USD", "eur"],
    "timezone": ["Europe/Berlin", "UTC"],
    "incident_state": ["New", "Active", "Resolved", "Closed", "-100"],
    "contact_type": ["Phone", "Email"],
    "number": [f"INC{number}" for number in range(15)],
}
WORDS = [
    "a",
    "A",
    "b/c",
    "c / d",
    "d'e",
    'f"g',
    "h;i",
    "上海",
    "x" * 300,
    "0",
    "null",
    "-",
    "é",
    "a//b",
    "  ",
]
NUMBERS = ["0", "1", "-1", "2.5", "3", "5", "7", "10", "60", "1000000000000", "0.000001", "-0.5"]
PLACES = {
    "weekday": ["0", "1", "2", "3", "4", "5"],
    "opens_at": ["08:00", "12:00"],
    "closes_at": ["17:00", "08:00", "24:00"],
}


# What chance would bring too rarely: tickets that begin before `earliest_date`, of which one is solved before any other
# begins, prices whose cents a floating-point number just holds, and a person who uses the product for two accounts.
CERTAIN = {
    "tickets": [
        {
            "ticket_id": "early",
            "created_at": "1985-05-01",
            "status": "solved",
            "solved_at": "2023-06-01 10:00",
        },
        {"ticket_id": "early and open", "created_at": "1985-05-01", "status": "open"},
    ],
    "subscriptions": [
        {
            "subscription_id": "huge",
            "account_id": "accounts-1",
            "started_at": "2023-03-05",
            "mrr": "99999999999999.37",
            "currency": "EUR",
        }
    ],
    "usage_events": [
        {
            "event_id": "for one",
            "contact_id": "contacts-1",
            "account_id": "accounts-1",
            "occurred_at": "2023-07-24",
        },
        {
            "event_id": "and other",
            "contact_id": "contacts-1",
            "account_id": "accounts-2",
            "occurred_at": "2023-07-25",
        },
    ],
    "subscription_changes": [
        {
            "subscription_id": "huge",
            "changed_at": "2023-05-05",
            "currency": "EUR",
            "mrr": "199999999999999.71",
        },
        {
            "subscription_id": "huge",
            "changed_at": "2023-07-05",
            "currency": "EUR",
            "mrr": "33333333333333.33",
        },
    ],
}


def company(random_: random.Random, folder: Path) -> None:
    folder.mkdir()
    contract = load_contract()
    for source in contract:
        if source != LOAD_LOG:
            place = folder if source == PLAIN else folder / source
            place.mkdir(exist_ok=True)
            write_tables(random_, place, contract[source].values())


def write_tables(random_: random.Random, folder: Path, tables: Iterable[Table]) -> None:
    for table in tables:
        names = [column.name for column in table.columns]
        rows = [[value(random_, table, column, number) for column in table.columns] for number in range(ROWS)]
        if table.name == "schedules":
            sound = {"schedule_id": "sound", "timezone": "Europe/Berlin", "is_default": "true"}
            sound |= {"opens_at": "08:00", "closes_at": "17:00"}
            rows += [[(sound | {"weekday": str(day)})[name] for name in names] for day in range(1, 6)]
        # What comes twice comes with another value somewhere, or in the same words.
        for row in random_.sample(rows, len(rows) // 10):
            again = list(row)
            if random_.random() < 0.5:
                column = random_.randrange(len(again))
                again[column] = random_.choice(rows)[column]
            rows.append(again)
        rows += [[row.get(name, "") for name in names] for row in CERTAIN.get(table.name, [])]
        with (folder / f"{table.name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([names, *rows])


def value(random_: random.Random, table: Table, column: Column, number: int) -> str:
    # Most rows count: not spam, deleted, merged away or a test account's.
    is_rare = column.type == "boolean" or column.name in ("deleted_at", "merged_into_ticket_id")
    if not column.is_required and random_.random() < (0.95 if is_rare else 0.3):
        return ""
    is_odd = random_.random() < 0.1
    if column.name == table.key:
        return f"{table.name}-{number}"
    if column.name.endswith("_id") or column.name in ("old_value", "new_value"):
        return identity(random_, column.name, is_odd)
    if column.type in ("timestamp", "date"):
        return instant(random_, is_odd, column.type)
    if column.type == "time":
        return random_.choice(PLACES.get(column.name, ["08:00"]))
    if column.type == "boolean":
        return random_.choice(["true", "false", "false", "false"])
    if column.type in ("integer", "bigint"):
        return random_.choice(PLACES.get(column.name, ["0", "1", "5", "30", "-1", "100000"]))
    if column.type != "varchar":
        return random_.choice(NUMBERS) if is_odd else f"{random_.random() * 10:.2f}"
    known = KNOWN.get(column.name, WORDS)
    return random_.choice(WORDS if is_odd else known)


def identity(random_: random.Random, name: str, is_odd: bool) -> str:
    """The id of a row that is there; odd: of none. What a field was changed to is a status or the id of somebody."""
    if name in ("old_value", "new_value"):
        return random_.choice([*KNOWN["status"], "agents-1", "teams-2", *(WORDS if is_odd else [])])
    table = {"reviewer": "agents", "lead_agent": "agents", "author": "contacts"}.get(
        name.removesuffix("_id"), f"{name.removesuffix('_id').split('_')[-1]}s"
    )
    return random_.choice(WORDS) if is_odd else f"{table}-{random_.randrange(ROWS)}"


def instant(random_: random.Random, is_odd: bool, kind: str) -> str:
    found = START + timedelta(days=random_.randrange(DAYS), seconds=random_.choice([0, 0, 1, 3600, 86399]))
    if is_odd:
        found = random_.choice(
            [
                datetime(1985, 6, 1),
                datetime(1995, 3, 26, 2, 30),
                datetime(2019, 12, 31),
                datetime(2030, 1, 1),
                found,
            ]
        )
    return f"{found:%Y-%m-%d}" if kind == "date" else f"{found:%Y-%m-%d %H:%M:%S}"


@pytest.mark.slow
def test_odd_data_fail_no_test(tmp_path):
    print(f"CUSTOMER_PERFORMANCE_SEED={SEED}")
    company(random.Random(SEED), tmp_path / "landing")
    layout = Layout(tmp_path / "out")
    layout.make()
    land(tmp_path / "landing", layout.database, variables={"max_rejected_share": 1})
    variables = "{reporting_timezone: Europe/Berlin}"
    run_dbt(layout, "build", "--exclude-resource-type", "unit_test", variables=variables)
    guard("marts", layout)
