"""Business hours as sorted stretches of UTC seconds: from an instant to business time, and back."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from customer_performance.demo.arrays import Array


class Clock:
    """The open stretches of one schedule in a table, with the clock changes of its time zone.

    `windows`: opening and closing times by ISO weekday. `closed`: holidays. The table reaches from `first` to the
    day before `last`.
    """

    def __init__(
        self, zone: str, windows: dict[int, list[tuple[str, str]]], closed: set[date], first: date, last: date
    ):
        stretches = []
        for day in (first + timedelta(days=n) for n in range((last - first).days)):
            for opens, closes in windows.get(day.isoweekday(), []) if day not in closed else []:
                stretches.append((utc_seconds(day, opens, zone), utc_seconds(day, closes, zone)))
        self.starts, self.ends = np.array(sorted(stretches), dtype=np.int64).T
        self.before = np.concatenate([[0], np.cumsum(self.ends - self.starts)])

    def elapsed(self, at: Array) -> Array:
        """Business seconds from the beginning of the table to each instant."""
        row = np.maximum(np.searchsorted(self.starts, at, "right") - 1, 0)
        return self.before[row] + np.clip(at - self.starts[row], 0, self.ends[row] - self.starts[row])

    def instant(self, seconds: Array) -> Array:
        """The earliest instant at which so many business seconds have passed."""
        row = np.clip(np.searchsorted(self.before, seconds, "left") - 1, 0, len(self.starts) - 1)
        return self.starts[row] + (seconds - self.before[row])

    def is_open(self, at: Array) -> Array:
        """Whether each instant lies in business hours."""
        row = np.maximum(np.searchsorted(self.starts, at, "right") - 1, 0)
        return (self.starts[row] <= at) & (at < self.ends[row])


def utc_seconds(day: date, clock: str, zone: str) -> int:
    """The instant at which clocks in a time zone show `clock` (such as 09:00 or 24:00) on a day."""
    if clock == "24:00":
        day, clock = day + timedelta(days=1), "00:00"
    return int(datetime.combine(day, time.fromisoformat(clock), ZoneInfo(zone)).timestamp())
