"""The page of one metric, and the data that its charts draw."""

from typing import Any

from customer_performance.site.content import Content
from customer_performance.site.drill_down import filled
from customer_performance.site.explore import Datasets
from customer_performance.site.holidays import untold_of
from customer_performance.site.metric import COUNTS, Metric, Series
from customer_performance.site.trust import trust

GRAINS = ("day", "week", "month", "quarter", "months_3", "months_12")
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


def metric_page(metric: Metric, content: Content) -> dict[str, Any]:
    """What the template of a metric needs beside what every page has."""
    latest = metric.latest
    left_out = set()
    if not metric.series:
        left_out |= {"time", "rows"}
    if not metric.by_dimension:
        left_out.add("dimensions")
    if not metric.decisions:
        left_out.add("decisions")
    return {
        "metric": metric,
        "trust": trust(metric, content.landed, content.expectations),
        "grains": GRAINS,
        "parts": [part for part in PARTS if part not in left_out],
        "entry": ENTRY,
        "untold": untold_of(metric, content.calendars),
        "query": filled(metric.drill_down, "month", latest.period_start) if latest else "",
    }


def metric_data(metric: Metric, datasets: Datasets) -> dict[str, Any]:
    """What the charts and tables of a metric need, by grain, dimension and dimension value."""
    grains: dict[str, dict[str, dict[str, list[str | int]]]] = {}
    for one in metric.series:
        values = grains.setdefault(one.grain, {}).setdefault(one.dimension, {})
        values[one.dimension_value] = written(one)
    return {
        "id": metric.metric_id,
        "label": metric.label,
        "unit": metric.unit,
        "digits": metric.digits,
        "aggregation": metric.aggregation,
        "is_count": metric.aggregation in COUNTS,
        "direction": metric.direction,
        "latest": str(metric.latest.period_start) if metric.latest else None,
        "query": metric.drill_down,
        "explored_from": str(datasets.metrics[metric.metric_id])
        if metric.metric_id in datasets.metrics
        else None,
        "fell_short": datasets.fell_short.get(metric.metric_id),
        "grains": grains,
    }


def written(series: Series) -> list[str | int]:
    """A series as `metric.js` reads it: its first period, how many there are, and the figures; one that all periods
    share is said once."""
    figures = (series.value, series.ci_low, series.ci_high, series.target, series.subjects, series.flags)
    return [str(series.first_period), series.value.count(",") + 1, *map(shortened, figures)]


def shortened(figures: str) -> str:
    different = set(figures.split(","))
    return different.pop() if len(different) == 1 else figures
