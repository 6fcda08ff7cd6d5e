"""The periods of each grain, the months that they share, and which of them are to be summed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

GRAINS = ("day", "week", "month", "quarter")


@dataclass(frozen=True)
class Calendar:
    """The periods of one grain: `period_of_day`, for each day since the first, positions in `starts`, dates.

    `is_wanted`: for each period, whether its cells are to be summed; None where all are.
    """

    period_of_day: np.ndarray
    starts: np.ndarray
    is_wanted: np.ndarray | None = None

    def wanted_days(self) -> np.ndarray:
        """For each day, whether its period is wanted."""
        if self.is_wanted is None:
            return np.ones(len(self.period_of_day), bool)
        return self.is_wanted[self.period_of_day]


def calendars(first: np.datetime64, last: np.datetime64) -> dict[str, Calendar]:
    """The periods of every grain that have a day from `first` to `last`."""
    days = np.arange(first, last + 1)
    months = days.astype("M8[M]")
    starts = {
        "day": days,
        # Weeks begin on Monday, and 1970-01-01 was a Thursday.
        "week": days - (days.astype(np.int64) + 3) % 7,
        "month": months.astype("M8[D]"),
        "quarter": (months - months.astype(np.int64) % 3).astype("M8[D]"),
    }
    found = {}
    for grain, start in starts.items():
        distinct, period_of_day = np.unique(start, return_inverse=True)
        found[grain] = Calendar(period_of_day, distinct)
    return found


def have_one_of(months: np.ndarray, grain: str, starts: np.ndarray) -> np.ndarray:
    """For each period, by its first day, whether a day of it lies in one of the months (M8[M], ascending)."""
    first = starts.astype("M8[M]")
    last = first + 2 if grain == "quarter" else (starts + 6).astype("M8[M]") if grain == "week" else first
    return np.searchsorted(months, last, "right") > np.searchsorted(months, first, "left")


def of_months(calendars: dict[str, Calendar], months: np.ndarray) -> dict[str, Calendar]:
    """The same periods, of which those are wanted that have a day in one of the months (M8[M], ascending)."""
    found = {}
    for grain, calendar in calendars.items():
        is_wanted = have_one_of(months, grain, calendar.starts)
        found[grain] = Calendar(
            calendar.period_of_day, calendar.starts, None if is_wanted.all() else is_wanted
        )
    return found
