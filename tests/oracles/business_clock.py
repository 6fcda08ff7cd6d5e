"""A business clock that looks at every second's own wall time: slow, obvious, and no relation of the SQL."""

from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

import numpy as np

DAY = 86400
WEEK = 7 * DAY
EPOCH = datetime(1970, 1, 1)
EPOCH_WEEKDAY = 3  # a Thursday


def seconds_of(moment: datetime) -> int:
    return round((moment - EPOCH).total_seconds())


def moment_of(seconds: int) -> datetime:
    return EPOCH + timedelta(seconds=int(seconds))


class BruteForceClock:
    """windows: (weekday from 1, opening second, closing second); the range is in UTC dates, both included."""

    def __init__(self, timezone: str, windows: list, holidays: list[date], first: date, last: date):
        self.zone = ZoneInfo(timezone)
        self.first_day = (first - EPOCH.date()).days
        self.fortnight = np.zeros(2 * WEEK, dtype=bool)
        for weekday, opens, closes in windows:
            for monday in (0, WEEK):
                self.fortnight[
                    monday + (weekday - 1) * DAY + opens : monday + (weekday - 1) * DAY + closes
                ] = True
        self.holidays = {(holiday - EPOCH.date()).days for holiday in holidays}
        self.days = [self._open_seconds(day) for day in range(self.first_day, (last - EPOCH.date()).days + 1)]
        self.end = moment_of((self.first_day + len(self.days)) * DAY)
        self.before = [0, *accumulate(int(day.sum()) for day in self.days)]

    def _offset(self, second: int) -> int:
        return int(datetime.fromtimestamp(second, UTC).astimezone(self.zone).utcoffset().total_seconds())

    def _open_seconds(self, day: int) -> np.ndarray:
        """For each second of a UTC day: is the desk open by the time on its own wall?"""
        start = day * DAY
        steps = [start] if self._offset(start) == self._offset(start + DAY) else range(start, start + DAY, 60)
        return np.concatenate([self._wall(step, DAY // len(steps)) for step in steps])

    def _wall(self, start: int, seconds: int) -> np.ndarray:
        """The same for a stretch in which the offset stays."""
        wall = start + self._offset(start)
        since_monday = (wall + EPOCH_WEEKDAY * DAY) % WEEK
        is_open = self.fortnight[since_monday : since_monday + seconds].copy()
        for holiday in self.holidays & {wall // DAY, (wall + seconds) // DAY}:
            is_open[max(holiday * DAY - wall, 0) : max((holiday + 1) * DAY - wall, 0)] = False
        return is_open

    def _day(self, second: int) -> tuple[np.ndarray, int]:
        return self.days[second // DAY - self.first_day], second % DAY

    def is_open(self, moment: datetime) -> bool:
        day, second = self._day(seconds_of(moment))
        return bool(day[second])

    def at(self, moment: datetime) -> int:
        """Open seconds from the beginning of the range."""
        day, second = self._day(seconds_of(moment))
        return self.before[seconds_of(moment) // DAY - self.first_day] + int(day[:second].sum())

    def between(self, start: datetime, end: datetime) -> int:
        return self.at(end) - self.at(start)

    def when(self, reading: int) -> datetime | None:
        """The first moment at which the clock reads this, None if the range ends before."""
        index = bisect_left(self.before, reading)
        if index == len(self.before):
            return None
        second = np.flatnonzero(self.days[index - 1])[reading - self.before[index - 1] - 1] + 1
        return moment_of((self.first_day + index - 1) * DAY + second)

    def run(self, start: datetime, until: datetime, pauses: list) -> int:
        """Open seconds between two moments that lie in no pause."""
        return sum(passed for _, _, passed in self._running(start, until, pauses))

    def due(self, start: datetime, seconds: int, pauses: list) -> datetime | None:
        """The first moment at which so many open seconds have passed outside the pauses."""
        for midnight, day, passed in self._running(start, self.end, pauses):
            if passed >= seconds:
                return moment_of(midnight + np.flatnonzero(day)[seconds - 1] + 1)
            seconds -= passed
        return None

    def _running(self, start: datetime, until: datetime, pauses: list):
        """Day by day: its midnight, its seconds that count, and how many they are."""
        begin, end = seconds_of(start), seconds_of(until)
        idle = [(begin - DAY, begin), (end, end + DAY), *((seconds_of(a), seconds_of(b)) for a, b in pauses)]
        for number in range(begin // DAY, -(-end // DAY)):
            midnight, index = number * DAY, number - self.first_day
            day, passed = self.days[index], self.before[index + 1] - self.before[index]
            for idle_from, idle_until in idle:
                if idle_from < midnight + DAY and idle_until > midnight:
                    day = day.copy()
                    day[max(idle_from - midnight, 0) : idle_until - midnight] = False
                    passed = int(day.sum())
            yield midnight, day, passed


class SplicedClock(BruteForceClock):
    """A clock that goes by several others, each (clock, from when on), in the order of time; at first by `first`."""

    def __init__(self, first: BruteForceClock, others: list[tuple[BruteForceClock, datetime]]):
        self.first_day, self.end, self.days = first.first_day, first.end, list(first.days)
        for clock, moment in others:
            day, second = divmod(seconds_of(moment), DAY)
            day -= self.first_day
            changed = np.concatenate([self.days[day][:second], clock.days[day][second:]])
            self.days[day:] = [changed, *clock.days[day + 1 :]]
        self.before = [0, *accumulate(int(day.sum()) for day in self.days)]
