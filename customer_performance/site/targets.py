"""The month's goals: what the company and each team is to reach, whether it did, by when, and who answers for it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from customer_performance.site.content import Content
from customer_performance.site.metric import Cell, Metric
from customer_performance.site.overview import urgency
from customer_performance.site.queries import Row

MONTHS_OF_HISTORY = 12
COMPANY = ("all", "all")


@dataclass(frozen=True)
class Goal:
    """The target of one metric and dimension value in its last complete month. `months` are the complete months with a
    target, the oldest first, up to that one; `running` the month that is not over, if it has a value. `since`, `owner`
    and `due_on` are of its own line in seed `metric_targets` or of the company's, None where nobody says.
    `is_from_start`: whether it holds since before the first event."""

    metric: Metric
    now: Cell
    running: Cell | None
    months: list[Cell]
    since: date | None
    is_from_start: bool
    owner: str | None
    due_on: date | None

    @property
    def months_met(self) -> int:
        return sum(cell.target_status == "met" for cell in self.months)

    @property
    def is_overdue(self) -> bool:
        """Whether it was to be met in a month that is over, and was not."""
        return (
            self.due_on is not None
            and self.due_on < self.now.period_start
            and self.now.target_status == "missed"
        )


def targets(content: Content) -> dict[str, Any]:
    """The goals by dimension and dimension value: the company's, those of each team, and what else has a line."""
    lines = {(row["metric_id"], row["dimension"], row["dimension_value"]): row for row in content.targets}
    found: dict[tuple[str, str], list[Goal]] = {}
    for metric in content.metrics.values():
        for place, months in by_place(metric).items():
            own = lines.get((metric.metric_id, *place))
            if own or place[0] in ("all", "team"):
                line = own or lines.get((metric.metric_id, *COMPANY), {})
                goal = goal_of(metric, months, line, content.first_on)
                if goal:
                    found.setdefault(place, []).append(goal)
    for goals in found.values():
        goals.sort(key=lambda goal: (urgency(goal.now), goal.metric.label["en"]))
    order = sorted(found, key=lambda place: (place != COMPANY, place[0] != "team", place))
    return {"goals": {place: found[place] for place in order}}


def by_place(metric: Metric) -> dict[tuple[str, str], list[Cell]]:
    """The months of each dimension value, the oldest first."""
    found: dict[tuple[str, str], list[Cell]] = {}
    for cell in metric.cells:
        if cell.grain == "month":
            found.setdefault((cell.dimension, cell.dimension_value), []).append(cell)
    return found


def goal_of(metric: Metric, months: list[Cell], line: Row, first_on: date | None) -> Goal | None:
    """None where the last complete month has no target. `line`: what the seeds say of it, empty without any.
    `first_on`: the day of the first event."""
    now = next((cell for cell in months if cell.is_latest), None)
    if now is None or now.target is None:
        return None
    held = [cell for cell in months if cell.is_complete and cell.target is not None]
    since = line.get("valid_from")
    return Goal(
        metric,
        now,
        next((cell for cell in months if cell.period_start > now.period_start), None),
        held[-MONTHS_OF_HISTORY:],
        since,
        since is not None and first_on is not None and since <= first_on,
        line.get("owner"),
        line.get("due_on"),
    )
