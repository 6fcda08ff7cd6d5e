"""Journeys of incidents by a plain loop over the versions of the incident log; it shares no code with the models."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

STAGE_OF = {
    "new": "new",
    "open": "open",
    "pending": "pending",
    "hold": "hold",
    "solved": "solved",
    "closed": "solved",
}
END = "solved"


@dataclass
class Visit:
    stage: str
    entered_at: datetime
    last_event_at: datetime
    events: int = 1
    left_at: datetime | None = None
    next_stage: str | None = None
    journey: int = 1


@dataclass
class Journeys:
    visits: dict[str, list[Visit]] = field(default_factory=lambda: defaultdict(list))

    def add(self, incident: str, status: str, at: datetime) -> None:
        visits = self.visits[incident]
        stage = STAGE_OF[status]
        if visits and visits[-1].stage == stage:
            visits[-1].events += 1
            visits[-1].last_event_at = at
            return
        journey = visits[-1].journey if visits else 1
        if visits and visits[-1].stage == END:
            journey += 1
        elif visits:
            visits[-1].left_at, visits[-1].next_stage = at, stage
        visits.append(Visit(stage, at, at, journey=journey))

    def transitions(self) -> Counter:
        """How many visits went from each stage to each; to None where the journey stopped in it."""
        return Counter((visit.stage, visit.next_stage) for each in self.visits.values() for visit in each)


def walk(incidents: pd.DataFrame, versions: pd.DataFrame) -> Journeys:
    """`versions` in the order in which each record went through them, with the `status` that `incident_state`
    means; `incidents` by number. The first version tells a status, each later one only if it says another word. An
    incident was new when it was opened, or what its last version before that says."""
    journeys = Journeys()
    by_incident: dict[str, list[tuple[datetime, str, str]]] = defaultdict(list)
    columns = ["number", "sys_updated_at", "incident_state", "status"]
    for number, at, said, status in zip(*(versions[column] for column in columns), strict=True):
        by_incident[number].append((at, said, status))
    for number, opened_at in zip(incidents.index, incidents["opened_at"], strict=True):
        rows = by_incident[number]
        before = [status for at, _, status in rows if at < opened_at]
        journeys.add(number, before[-1] if before else "new", opened_at)
        said_before = None
        for at, said, status in rows:
            if said != said_before and at >= opened_at:
                journeys.add(number, status, at)
            said_before = said
    return journeys
