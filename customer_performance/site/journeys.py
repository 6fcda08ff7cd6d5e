"""Journeys of customers, how healthy accounts are, and how long until value and until loss."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from customer_performance.site.content import Content
from customer_performance.site.drawing import drawing_of_shares
from customer_performance.site.queries import Row

BANDS = ("red", "amber", "green", "unknown")
# So many days after the beginning a curve is read.
VALUE_DAYS, SURVIVAL_DAYS = (7, 30, 90), (90, 180, 365)
WAYS_SHOWN = 3


def journeys(content: Content) -> dict[str, Any]:
    """What the template of journeys needs beside what every page has."""
    ways, breaks = defaultdict(list), defaultdict(list)
    for row in content.journey_ways:
        ways[row["journey"], row["from_stage"]].append(row)
    for row in content.journey_breaks:
        if row["metric_id"] in content.metrics:
            breaks[row["journey"], row["stage"]].append(row)
    validity = {row["component"]: row for row in content.health_validity}
    bands = {row["band"]: row["accounts"] for row in content.health}
    return {
        "journeys": {
            journey: [
                row
                | {
                    "ways": ways[journey, row["stage"]][:WAYS_SHOWN],
                    "breaks": breaks[journey, row["stage"]],
                }
                for row in stages
            ]
            for journey, stages in groupby(content.journey_stages, key=lambda row: row["journey"])
        },
        "bands": {band: bands.get(band, 0) for band in BANDS} if bands else {},
        "health_month": content.health[0]["month_start_on"] if content.health else None,
        "score": validity.get("score"),
        "components": [row for component, row in validity.items() if component != "score"],
        "curves": {
            "value": read_curve(content.value_curve, VALUE_DAYS, 0.0),
            "survival": read_curve(content.survival_curve, SURVIVAL_DAYS, 1.0),
        },
    }


def read_curve(rows: Sequence[Row], days: Sequence[int], at_first: float) -> dict[str, Any] | None:
    """The median of a curve, what it says on some days as long as anyone is seen on them, and its drawing. `at_first`:
    the share before the first row."""
    if not rows:
        return None
    last = rows[-1]["day"]
    shown = [on_day(rows, day) | {"day": day} for day in days if day <= last]
    first = rows[0]
    return {
        "accounts": first["at_risk"],
        "median": first["median_days"],
        "median_low": first["median_low"],
        "median_high": first["median_high"],
        "days": [row for row in shown if row.get("share") is not None],
        "drawing": drawing_of_shares([(0, at_first), *((row["day"], row["share"]) for row in rows)]),
    }


def on_day(rows: Sequence[Row], day: int) -> Row:
    """The last row up to a day."""
    return next((row for row in reversed(rows) if row["day"] <= day), {})
