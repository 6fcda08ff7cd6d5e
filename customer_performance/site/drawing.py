"""Lines over labelled axes, drawn without a script: an amount over time, and what it is likely to lie between.

A drawing is a picture for the eye; what it says stands in words and tables beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

from customer_performance.site.i18n import quantity
from customer_performance.site.queries import Row

WIDTH, HEIGHT = 360, 160
# The plot within the picture: labels of values stand left of it, those of times below.
LEFT, RIGHT, TOP, BOTTOM = 44, 348, 8, 136
STEPS = (1, 2, 5, 10)
MOST_VALUES, MOST_TIMES = 4, 5  # ticks beside nothing

Point = tuple[float, float]


@dataclass(frozen=True)
class Drawing:
    """A line, and the outline of a band around it where one is known, in the picture's own units. Ticks have a place
    along their axis and a text."""

    line: Sequence[Point]
    band: Sequence[Point]
    value_ticks: Sequence[tuple[float, str]]
    time_ticks: Sequence[tuple[float, str]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM


def round_steps(most: float, count: int) -> list[float]:
    """From 0 on, at most so many equal round steps, the last of which is `most` or more."""
    if most <= 0:
        return [0.0, 1.0]
    size = 10.0 ** floor(log10(most / count))
    step = next(size * each for each in STEPS if size * each * count >= most * (1 - 1e-9))
    return [step * number for number in range(ceil(most / step * (1 - 1e-9)) + 1)]


def across(time: float, last: float) -> float:
    return round(LEFT + (RIGHT - LEFT) * time / (last or 1), 1)


def up(value: float, most: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * value / most, 1)


def drawing_of_shares(steps: Iterable[tuple[int, float]]) -> Drawing:
    """A share by day, which is what it was until its next step; `steps` begin on day 0."""
    known = list(steps)
    last = known[-1][0]
    line, before = [], known[0][1]
    for day, share in known:
        line += [(across(day, last), up(before, 1)), (across(day, last), up(share, 1))]
        before = share
    days = [day for day in round_steps(last, MOST_TIMES) if day <= last]
    return Drawing(
        line,
        [],
        [(up(share, 1), f"{share:.0%}") for share in (0, 0.5, 1)],
        [(across(day, last), quantity(day)) for day in days],
    )


def drawing_of_days(days: Sequence[Row]) -> Drawing:
    """What is expected on each of the days that are forecast, within the widest interval that is known."""
    first, last = days[0]["date_on"], days[-1]["date_on"]
    level = next((level for level in ("95", "80") if days[0][f"low_{level}"] is not None), None)
    ends = [day[name] for day in days for name in ("expected", *((f"high_{level}",) if level else ()))]
    values = round_steps(max(ends), MOST_VALUES)

    def line_of(name: str) -> list[Point]:
        return [point(day["date_on"], day[name]) for day in days]

    def point(day: date, value: float) -> Point:
        return across((day - first).days, (last - first).days), up(value, values[-1])

    ticks = sorted({days[0]["date_on"], days[len(days) // 2]["date_on"], days[-1]["date_on"]})
    return Drawing(
        line_of("expected"),
        line_of(f"high_{level}") + line_of(f"low_{level}")[::-1] if level else [],
        [(up(value, values[-1]), quantity(value)) for value in values],
        [(point(day, 0)[0], f"{day:%Y-%m-%d}") for day in ticks],
    )
