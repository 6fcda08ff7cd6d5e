"""What a case of Salesforce went through, by a walk over its life as it was: slow, obvious, no relation of the SQL.

A life is what `tests.support.salesforce_cases` makes: statuses and owners, each with the instant from which it held.
"""

from dataclasses import dataclass
from datetime import datetime

CLOSED = ("Closed", "Solution Provided")
Held = tuple[datetime, str]


@dataclass(frozen=True)
class Facts:
    first_solve: datetime | None
    last_solve: datetime | None
    reopenings: int
    first_assigned: datetime | None
    handovers: int
    agent: str | None
    team: str | None


def facts_of(statuses: list[Held], owners: list[Held], bots: set[str]) -> Facts:
    solves, reopenings, was_closed = [], 0, False
    for at, word in statuses:
        if word in CLOSED and not was_closed:
            solves.append(at)
        reopenings += was_closed and word not in CLOSED
        was_closed = word in CLOSED
    holders: dict[str, str] = {}  # the last person, and the last queue
    first_assigned, handed_over = None, set()
    # of several owners in one instant, the last person and each queue count
    for number, (at, owner) in enumerate(owners):
        kind = "team" if owner.startswith("00G") else "agent"
        passes_on = any(later == at for later, _ in owners[number + 1 :]) and kind == "agent"
        if owner in bots or passes_on:
            continue
        if kind == "agent" and first_assigned is None:
            first_assigned = at
        if holders.get(kind, owner) != owner:
            handed_over.add(at)
        holders[kind] = owner
    now = owners[-1][1]
    return Facts(
        first_solve=solves[0] if solves else None,
        last_solve=solves[-1] if solves else None,
        reopenings=reopenings,
        first_assigned=first_assigned,
        handovers=len(handed_over),
        agent=None if now.startswith("00G") else now,
        team=holders.get("team"),
    )
