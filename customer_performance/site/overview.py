"""The overview: metrics for the customer beside those for the company, and where the two part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from customer_performance.site.content import Content
from customer_performance.site.delivery_gap import GAP_MEASURES, chart_row
from customer_performance.site.metric import Metric

FAMILIES = ("cpi", "kpi")
CHARTED = ("sla", "satisfaction")


@dataclass(frozen=True)
class Headlines:
    """The metrics that have a value of a complete month, by family, those with a target first; and the month that
    most of these values are of."""

    by_family: dict[str, list[Metric]]
    month: date | None


def headlines_of(metrics: Sequence[Metric]) -> Headlines:
    measured = [(metric, metric.latest) for metric in metrics if metric.latest]
    measured.sort(key=lambda found: (found[1].target is None, found[0].label["en"]))
    months = [cell.period_start for _, cell in measured]
    return Headlines(
        {family: [metric for metric, _ in measured if metric.family == family] for family in FAMILIES},
        max(set(months), key=months.count) if months else None,
    )


def overview(content: Content) -> dict[str, Any]:
    """What the template of the overview needs beside what every page has."""
    metrics = list(content.metrics.values())
    headlines = headlines_of(metrics)
    return {
        "headlines": headlines.by_family,
        "month": headlines.month,
        "has_targets": any(cell.target is not None for metric in metrics for cell in metric.cells),
        "waiting": [metric for metric in metrics if not metric.latest],
        "teams": content.teams,
        "gap_measures": GAP_MEASURES,
        "gap_charts": gap_charts(content),
        "changes": content.changes,
        "compared": content.compared,
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
