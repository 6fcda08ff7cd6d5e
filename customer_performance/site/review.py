"""The month's service review: one page to print, for those who sit together and agree what to do next."""

from typing import Any

from customer_performance.site.content import Content
from customer_performance.site.delivery_gap import GAP_MEASURES
from customer_performance.site.metric import Cell, Metric
from customer_performance.site.overview import (
    FAMILIES,
    Headlines,
    headlines_of,
    quality_in_brief,
    urgency,
)

# What still fits on a sheet of paper.
LONGEST_CARD = 9
LONGEST_LIST = 4
LINES_TO_WRITE_ON = 5


def review(content: Content) -> dict[str, Any]:
    """What has a target or has clearly changed in the month of the overview; beside it, what customers ask to be
    mended."""
    headlines = headlines_of(list(content.metrics.values()))
    changes = [cell for cell in content.changes if cell.period_start == headlines.month]
    return {
        "month": headlines.month,
        **cards(headlines, content.changed),
        "teams": content.teams,
        "gap_measures": GAP_MEASURES,
        "changes": changes,
        "losses": content.losses[:LONGEST_LIST],
        "feedback": content.feedback[:LONGEST_LIST],
        "writing": content.writing[:LONGEST_LIST],
        "lines": LINES_TO_WRITE_ON,
        "quality": quality_in_brief(content),
        "currency": content.currency,
    }


def cards(headlines: Headlines, changed: set[str]) -> dict[str, Any]:
    """The metrics to show, the most urgent first, and how targets are met; `changed` have clearly changed."""
    shown: dict[str, list[Metric]] = {}
    held: list[Cell] = []
    left_out = 0
    for family in FAMILIES:
        measured = [
            (metric, metric.latest)
            for metric in headlines.by_family[family]
            if metric.latest and metric.latest.period_start == headlines.month
        ]
        chosen = [
            (urgency(cell), metric.label["en"], metric)
            for metric, cell in measured
            if cell.target is not None or metric.metric_id in changed
        ]
        card = [metric for *_, metric in sorted(chosen, key=lambda found: found[:2])]
        shown[family] = card[:LONGEST_CARD]
        left_out += len(card) - len(shown[family])
        held += [cell for _, cell in measured if cell.target is not None]
    return {
        "cards": shown,
        "left_out": left_out,
        "met": sum(cell.target_status == "met" for cell in held),
        "held": len(held),
        "clearly_missed": sum(urgency(cell) == 0 for cell in held),
    }
