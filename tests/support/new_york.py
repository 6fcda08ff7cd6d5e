"""Cases a day of New York's city council, and the city's holidays by rule."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from customer_performance.core.paths import PROJECT

CASES = PROJECT.parent / "shared" / "data" / "nyc_daily" / "council_cases_2015_2019.csv"
DAY = timedelta(days=1)


def cases() -> tuple[np.ndarray, np.ndarray]:
    """All days from the first to the last one in the file, and their cases; a day without a row had none."""
    with CASES.open(encoding="utf-8") as file:
        found = {np.datetime64(row["date"]): float(row["cases"]) for row in csv.DictReader(file)}
    dates = np.arange(min(found), max(found) + np.timedelta64(1, "D"))
    return dates, np.array([found.get(day, 0.0) for day in dates])


def holidays(year: int) -> Iterator[date]:
    """Those of the city, a fixed one also on the working day on which it is observed."""
    for month, day in ((1, 1), (7, 4), (11, 11), (12, 25)):
        fixed = date(year, month, day)
        yield fixed
        if fixed.weekday() > 4:
            yield fixed + (DAY if fixed.weekday() == 6 else -DAY)
    monday, thursday = 0, 3
    yield nth(year, 1, monday, 3)  # Martin Luther King
    yield nth(year, 2, monday, 3)  # Washington's birthday
    yield nth(year, 6, monday, 1) - 7 * DAY  # Memorial Day, the last Monday of May
    yield nth(year, 9, monday, 1)  # Labor Day
    yield nth(year, 10, monday, 2)  # Columbus Day
    yield nth(year, 11, monday, 1) + DAY  # Election Day
    yield nth(year, 11, thursday, 4)  # Thanksgiving


def nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + ((weekday - first.weekday()) % 7 + 7 * (number - 1)) * DAY
