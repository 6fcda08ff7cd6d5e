"""The overview: the headline metrics, what needs attention first, where the lights and the customers part, and all
metrics by subject."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from customer_performance.site.content import Content
from customer_performance.site.delivery_gap import GAP_MEASURES, Team, chart_row
from customer_performance.site.metric import Cell, Metric

FAMILIES = ("cpi", "kpi")
CHARTED = ("sla", "satisfaction")
FEWEST_HEADLINES, MOST_HEADLINES = 6, 8
LONGEST_LIST = 4
# The share of subjects left out from which on a number is little evidence for what it says.
MUCH_LEFT_OUT = 0.1
SUBJECTS = (
    "sla",
    "tickets",
    "contact_centre",
    "feedback",
    "portal",
    "usage",
    "billing",
    "customers",
    "other",
)
MOST_URGENT_FIRST = (("missed", True), ("missed", False), ("met", False), ("met", True))


@dataclass(frozen=True)
class Headlines:
    """The metrics that have a value of a complete month, by family, those with a target first; and the month that
    most of these values are of."""

    by_family: dict[str, list[Metric]]
    month: date | None


@dataclass(frozen=True)
class Attention:
    """What to look at first: teams that are green outside and red inside, targets clearly missed, clear changes (for
    the worse first), and numbers that little evidence stands behind."""

    watermelons: Sequence[Team]
    missed: Sequence[Metric]
    changes: Sequence[Cell]
    thin: Sequence[Metric]


def headlines_of(metrics: Sequence[Metric]) -> Headlines:
    measured = [(metric, metric.latest) for metric in metrics if metric.latest]
    measured.sort(key=lambda found: (found[1].target is None, found[0].label["en"]))
    months = [cell.period_start for _, cell in measured]
    return Headlines(
        {family: [metric for metric, _ in measured if metric.family == family] for family in FAMILIES},
        max(set(months), key=months.count) if months else None,
    )


def chosen_headlines(metrics: Iterable[Metric]) -> list[Metric]:
    """The first metrics of the seed headline_metrics that have a value; where these are few, others beside them, those
    with a target first."""
    measured = [(metric, metric.latest) for metric in metrics if metric.latest]
    chosen = sorted(
        (metric for metric, _ in measured if metric.headline_position is not None),
        key=lambda metric: metric.headline_position or 0,
    )[:MOST_HEADLINES]
    others = sorted(
        (latest.target is None, metric.label["en"], metric.metric_id)
        for metric, latest in measured
        if metric not in chosen
    )
    known = {metric.metric_id: metric for metric, _ in measured}
    return chosen + [known[name] for *_, name in others[: max(0, FEWEST_HEADLINES - len(chosen))]]


def attention(content: Content, headlines: Sequence[Metric]) -> Attention:
    """Metrics of the headlines come before others."""

    def order(metric: Metric) -> tuple[int, str]:
        return (headlines.index(metric) if metric in headlines else len(headlines), metric.label["en"])

    metrics = sorted(content.metrics.values(), key=order)
    worse_first = sorted(
        content.changes, key=lambda cell: not is_worse(cell, content.metrics[cell.metric_id].direction)
    )
    left_out = [metric for metric in metrics if metric.latest and share_left_out(metric) >= MUCH_LEFT_OUT]
    small = [metric for metric in metrics if metric.latest and metric.latest.is_small]
    return Attention(
        [team for team in content.teams if team.now.quadrant == "watermelon"],
        [metric for metric in metrics if metric.latest and urgency(metric.latest) == 0],
        worse_first,
        left_out + [metric for metric in small if metric not in left_out],
    )


def share_left_out(metric: Metric) -> float:
    return metric.readiness.left_out_share or 0


def is_worse(cell: Cell, direction: str) -> bool:
    return direction != "neutral" and ((cell.change or 0) > 0) == (direction == "lower_is_better")


def urgency(cell: Cell) -> int:
    """0 for what clearly misses its target; the most for what has none."""
    status = (cell.target_status, bool(cell.target_is_clear))
    return MOST_URGENT_FIRST.index(status) if status in MOST_URGENT_FIRST else len(MOST_URGENT_FIRST)


def change_rank(cell: Cell, direction: str) -> int:
    """0 for what has clearly become worse; the most for what nobody can judge."""
    if cell.change is None or cell.change_is_significant is None:
        return 4
    if not cell.change_is_significant:
        return 3
    if direction == "neutral":
        return 1
    return 0 if is_worse(cell, direction) else 2


def by_subject(metrics: Iterable[Metric]) -> dict[str, list[Metric]]:
    """The metrics that have a value, by what they measure; what is urgent comes first."""
    found: dict[str, list[tuple[int, str, str, Metric]]] = {}
    for metric in metrics:
        if metric.latest:
            subject = metric.definition.subject
            entry = (urgency(metric.latest), metric.label["en"], metric.metric_id, metric)
            found.setdefault(subject if subject in SUBJECTS else "other", []).append(entry)
    return {
        subject: [metric for *_, metric in sorted(found[subject], key=lambda entry: entry[:3])]
        for subject in SUBJECTS
        if subject in found
    }


def overview(content: Content) -> dict[str, Any]:
    """What the template of the overview needs beside what every page has."""
    metrics = list(content.metrics.values())
    headlines = chosen_headlines(metrics)
    return {
        "headlines": headlines,
        "month": headlines_of(metrics).month,
        "attention": attention(content, headlines),
        "compared": content.compared,
        "longest_list": LONGEST_LIST,
        "much_left_out": MUCH_LEFT_OUT,
        "subjects": by_subject(metrics),
        "urgency": urgency,
        "change_rank": change_rank,
        "has_targets": any(cell.target is not None for metric in metrics for cell in metric.cells),
        "waiting": [metric for metric in metrics if not metric.latest],
        "teams": content.teams,
        "gap_measures": GAP_MEASURES,
        "gap_charts": gap_charts(content),
        "quality": quality_in_brief(content),
        "readiness": {
            "ready": sum(metric.readiness.state == "ready" for metric in metrics),
            "all": len(metrics),
        },
    }


def gap_charts(content: Content) -> dict[str, dict[str, Any]]:
    """What the charts of the delivery gap draw, by the name of the chart."""
    if not content.teams:
        return {}
    return {
        f"gap-{measure}": {
            "unit": content.metrics[GAP_MEASURES[measure]].unit,
            "digits": content.metrics[GAP_MEASURES[measure]].digits,
            "rows": [
                chart_row(team.now, measure)
                for team in content.teams
                if team.now.measures[measure].value is not None
            ],
        }
        for measure in CHARTED
    }


def quality_in_brief(content: Content) -> dict[str, int]:
    statuses = [row["status"] for row in content.expectations if row["status"] != "empty"]
    return {
        "asked": len(statuses),
        "failed": statuses.count("failed"),
        "rejected": sum(file["rows_rejected"] or 0 for file in content.landed),
    }
