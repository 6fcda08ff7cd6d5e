"""Made-up lives of Salesforce's cases, and what its tables tell of them, by the names of two loaders in turn."""

import csv
import io
import random
import string
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.oracles.salesforce_cases import CLOSED, Held

DIGITS = string.digits + string.ascii_letters
BEGIN = datetime(2024, 1, 1)
TRACKED = datetime(2024, 3, 1)  # what changed before is gone, as after 18 months
WORDS = ("Working", "Waiting on Customer", "Closed", "Solution Provided", "Working", "Closed")
CAMEL = {"id": "Id", "api_name": "ApiName", "master_label": "MasterLabel"}
CHECKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def full(short: str) -> str:
    """An id of 15 characters with the three that say which of its letters are large."""
    chunks = (short[start : start + 5] for start in (0, 5, 10))
    return short + "".join(
        CHECKS[sum(1 << at for at, letter in enumerate(chunk) if letter.isupper())] for chunk in chunks
    )


QUEUES = [full(f"00G5g00000000{letter}1") for letter in ("a", "A", "b", "B")]
USERS = [full(f"0055g00000000{letter}1") for letter in ("a", "A", "b", "B", "c")]
SITE = full("0055g00000000Zz")  # the automated case user


@dataclass(frozen=True)
class Case:
    id: str
    statuses: list[Held]
    owners: list[Held]

    @property
    def created(self) -> datetime:
        return self.owners[0][0]

    @property
    def is_old(self) -> bool:
        return self.created < TRACKED


def make_cases(number: int, seed: int) -> list[Case]:
    chance = random.Random(seed)
    cases = []
    for at in range(number):
        created = BEGIN + timedelta(minutes=chance.randrange(200 * 24 * 60))
        first = chance.choice(["New", "New", "New", "New", "Working", "Closed"])
        statuses, owners = [(created, first)], [(created, chance.choice([*QUEUES, *QUEUES, *USERS, SITE]))]
        now = created
        for _ in range(chance.randrange(7)):
            now += timedelta(minutes=chance.randrange(1, 9000))
            word = chance.choice([each for each in WORDS if each != statuses[-1][1]])
            statuses.append((now, word))
            if chance.random() < 0.5:
                owners += hand_over(chance, now, owners[-1][1])
        if chance.random() < 0.3:  # rules of assignment act in the instant of the creation
            owners[1:1] = [(created, each) for _, each in hand_over(chance, created, owners[0][1])]
            if len(owners) > 2 and owners[1][1] == owners[2][1]:
                del owners[1]
        short = f"5005g0000000{chance.choice('abAB')}{at // 62}{DIGITS[at % 62]}"
        cases.append(Case(full(short), statuses, owners))
    return cases


def hand_over(chance: random.Random, at: datetime, owner: str) -> list[Held]:
    """To another person or queue, at times by way of a queue in the same instant."""
    others = [each for each in [*QUEUES, *USERS] if each != owner]
    if chance.random() < 0.3:
        queue = chance.choice([each for each in QUEUES if each != owner])
        return [(at, queue), (at, chance.choice(USERS))]
    return [(at, chance.choice(others))]


def landed(cases: list[Case], seed: int) -> dict[str, str]:
    """{file: CSV}. Half of the cases come by Fivetran's names with ids of 18 characters, the others by Airbyte's, and
    refer to each other by 15."""
    chance = random.Random(seed)
    tables: dict[str, list[list[dict]]] = {"case": [[], []], "case_history": [[], []]}
    for number, case in enumerate(cases):
        loader = number % 2
        short = (lambda text: text[:15]) if loader else str
        ended = case.statuses[-1][1] in CLOSED
        tables["case"][loader].append({
            "id": case.id, "case_number": 1000 + number, "owner_id": short(case.owners[-1][1]),
            "status": case.statuses[-1][1], "origin": "Phone", "created_by_id": short(USERS[0]), "is_closed": ended,
            "closed_date": last_close(case) if ended else "", "created_date": case.created,
            "last_modified_date": max(case.statuses[-1][0], case.owners[-1][0]),
        })  # fmt: skip
        rows = [{"field": "created", "old_value": "", "new_value": "", "created_date": case.created}]
        for (_, before), (at, after) in zip(case.statuses, case.statuses[1:], strict=False):
            rows.append({"field": "Status", "old_value": before, "new_value": after, "created_date": at})
        for (_, before), (at, after) in zip(case.owners, case.owners[1:], strict=False):
            by_ids = {
                "field": "Owner",
                "old_value": short(before),
                "new_value": short(after),
                "created_date": at,
            }
            names = {"old_value": f"Name {before[-5:]}", "new_value": f"Name {after[-5:]}"}
            rows += [by_ids, {**by_ids, **names}]
            if chance.random() < 0.2:
                rows.append({**by_ids, "field": "ownerAssignment"})
        told = [row for row in rows if row["created_date"] >= TRACKED]
        chance.shuffle(told)  # ids tell nothing of an order
        for row in told:
            count = sum(map(len, tables["case_history"]))
            tables["case_history"][loader].append(
                {"id": f"017{count:015d}", "case_id": short(case.id), "created_by_id": short(USERS[0]), **row}
            )
    files = {
        f"salesforce/{name}/{loader}.csv": as_csv(rows, loader == 1)
        for name, halves in tables.items()
        for loader, rows in enumerate(halves)
    }
    # Both spellings in one file, each filled in other rows.
    files["salesforce/case_status.csv"] = (
        "id,api_name,ApiName,is_default,IsDefault,IsClosed\n1,New,,true,,false\n2,Working,,,false,false\n"
        "3,,Waiting on Customer,false,,false\n4,,Closed,,,true\n5,Solution Provided,,,,true\n"
    )
    users = [
        {"id": each, "user_type": "Standard", "name": each, "is_active": True} for each in [*USERS, SITE]
    ]
    files["salesforce/user.csv"] = as_csv(users, False)
    queues = [{"id": each[:15], "type": "Queue", "name": each} for each in QUEUES]
    files["salesforce/group.csv"] = as_csv(queues, False)
    return files


def last_close(case: Case) -> datetime:
    """Salesforce sets it anew whenever a case is closed that was not."""
    times = [at for number, (at, word) in enumerate(case.statuses)
             if word in CLOSED and (number == 0 or case.statuses[number - 1][1] not in CLOSED)]  # fmt: skip
    return times[-1]


def as_csv(rows: list[dict], is_camel: bool) -> str:
    text = io.StringIO()
    names = list(rows[0])
    heads = ["".join(part.capitalize() for part in name.split("_")) for name in names] if is_camel else names
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([row[name] for name in names] for row in rows)
    return text.getvalue()
