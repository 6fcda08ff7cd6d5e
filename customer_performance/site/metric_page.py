"""The page of one metric, and the data that its charts draw."""

from typing import Any

from customer_performance.site.drill_down import filled
from customer_performance.site.metric import Cell, Metric

GRAINS = ("day", "week", "month", "quarter")
PARTS = (
    "explanation",
    "time",
    "dimensions",
    "rows",
    "influence",
    "decisions",
    "readiness",
    "tests",
    "lineage",
    "catalogue",
)
ENTRY = (
    "metric_id",
    "model",
    "unit",
    "scale",
    "aggregation",
    "range_low",
    "range_high",
    "look_ahead_days",
    "grains",
    "dimensions",
    "need",
    "increment",
    "benchmark",
    "benchmark_source",
    "requires",
    "improves_with",
    "owner",
)
# What is said of a cell, as bits of one number.
COMPLETE, SMALL, MET, MISSED, CLEAR = 1, 2, 4, 8, 16


def metric_page(metric: Metric) -> dict[str, Any]:
    """What the template of a metric needs beside what every page has."""
    latest = metric.latest
    left_out = set()
    if not metric.cells:
        left_out |= {"time", "rows"}
    if not metric.by_dimension:
        left_out.add("dimensions")
    if not metric.decisions:
        left_out.add("decisions")
    return {
        "metric": metric,
        "grains": [grain for grain in GRAINS if any(cell.grain == grain for cell in metric.cells)],
        "parts": [part for part in PARTS if part not in left_out],
        "entry": ENTRY,
        "query": filled(metric.drill_down, "month", latest.period_start) if latest else "",
    }


def metric_data(metric: Metric) -> dict[str, Any]:
    """What the charts of a metric need, by grain, dimension and dimension value."""
    grains: dict[str, dict[str, dict[str, list[list[Any]]]]] = {}
    for cell in metric.cells:
        values = grains.setdefault(cell.grain, {}).setdefault(cell.dimension, {})
        values.setdefault(cell.dimension_value, []).append(point(cell))
    return {
        "id": metric.metric_id,
        "label": metric.label,
        "unit": metric.unit,
        "direction": metric.direction,
        "latest": str(metric.latest.period_start) if metric.latest else None,
        "query": metric.drill_down,
        "grains": grains,
    }


def point(cell: Cell) -> list[Any]:
    """A cell as `site.js` reads it."""
    figures = (cell.value, cell.ci_low, cell.ci_high, cell.target)
    return [str(cell.period_start), *map(short, figures), cell.subjects, flags(cell)]


def flags(cell: Cell) -> int:
    return (
        COMPLETE * bool(cell.is_complete)
        + SMALL * cell.is_small
        + MET * (cell.target_status == "met")
        + MISSED * (cell.target_status == "missed")
        + CLEAR * bool(cell.target_is_clear)
    )


def short(value: float | None) -> float | None:
    """With as many digits as a chart can show."""
    return None if value is None else float(f"{value:.8g}")
