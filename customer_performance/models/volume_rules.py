"""How many contacts will come: three naive rules, and a regression that has to beat them.

A series is a row a day on which the desk is open: `dates` (n,) datetime64[D] in order, `counts` (m,) of the first m of
them, the past, and `holidays` (n, 2), the share of the teams that a holiday closes on that day and since the open day
before. An origin is the last day that a forecast may know; every rule predicts from an origin what comes later.
"""

from collections.abc import Sequence

import numpy as np

from customer_performance.models.arrays import DAY, Array, days_between, weekday

HALF_LIFE = 180  # days in which a past day loses half of its weight
RECENT, RECENT_HALF_LIFE = 28, 14  # days whose mean error moves the level
SEASON_FROM = 730  # days from which a season can be told from a trend
HARMONICS = 3
YEAR = 365.25
RIDGE = 1.0
SAME_WEEKDAYS = 8  # so many of them make the mean of a weekday
PRIOR_CONTACTS = 25


def weekday_means(dates: Array, counts: Array, later: Array, last: int = SAME_WEEKDAYS) -> Array:
    """The mean of the last `last` same weekdays, for each day of `later` (k,); 1 makes it the seasonal naive rule. A
    weekday that was never open takes the mean of the last 8 weeks. `dates` (m,) and `counts`, (m,) or (m, hours), are
    of the past alone; the result is (k,) or (k, hours)."""
    days, wanted = weekday(dates), weekday(later)
    expected = np.empty((len(later), *counts.shape[1:]))
    expected[:] = counts[dates > dates[-1] - 8 * 7 * DAY].mean(axis=0)
    for day in range(7):
        found = counts[days == day][-last:]
        if len(found):
            expected[wanted == day] = found.mean(axis=0)
    return expected


def hour_shares(dates: Array, counts: Array, hours: Array, later: Array) -> Array:
    """The share (k, 24) of a day's contacts that each hour has: by the last 8 same weekdays, which few contacts say
    little of, and so with the shares of the last 8 weeks as if 25 more contacts had come by them. `dates` and `counts`
    are (m,), `hours` (m, 24) with 0 where the desk is closed, so that the shares of a day add up to 1 less what comes
    while it is closed."""
    lately = dates > dates[-1] - 8 * 7 * DAY
    usual = hours[lately].sum(axis=0) / max(counts[lately].sum(), 1)
    known = SAME_WEEKDAYS * weekday_means(dates, np.column_stack([hours, counts]), later)
    return (known[:, :-1] + PRIOR_CONTACTS * usual) / (known[:, -1:] + PRIOR_CONTACTS)


def recent_weekday_means(dates: Array, counts: Array, later: Array) -> Array:
    """The mean of the same weekdays of the last 28 days alone, for what no longer is as it was."""
    recent = dates > dates[-1] - RECENT * DAY
    return weekday_means(dates[recent], counts[recent], later)


class Regression:
    """Ridge regression of log(1 + contacts) on the weekday, holidays and the day after, a trend that stays where it is,
    and a yearly season once two years are known. Days lose half of their weight in 180 days; the mean error of the last
    28 moves the level, and a factor makes what it predicts right on average over a year, not in the middle.

    All origins are solved at once, from running sums. The penalty is on all but the level, so that a constant series is
    predicted exactly. `dates` (n,), `counts` (m,), `holidays` (n, 2), `origins` (k,) dates within the past.
    """

    def __init__(self, dates: Array, counts: Array, holidays: Array, origins: Sequence[np.datetime64]):
        self.dates, self.counts, self.origins = dates, counts, origins
        past = len(counts)
        self.design = design(dates, holidays, dates[past - 1])
        ages = days_between(dates[:past], dates[past - 1])
        self.weights = 0.5 ** (ages / HALF_LIFE)
        self.known = np.searchsorted(dates[:past], np.array(origins), side="right")
        self.coefficients = self.solve(self.design[:past], np.log1p(counts))

    def solve(self, design: Array, logs: Array) -> Array:
        """Coefficients (origins, columns); those of the season are 0 where too little is known."""
        rows, columns = np.triu_indices(design.shape[1])
        weighted = design * self.weights[:, None]
        products = np.cumsum(weighted[:, rows] * design[:, columns], axis=0)[self.known - 1]
        targets = np.cumsum(weighted * logs[:, None], axis=0)[self.known - 1]
        # the weights are of the last day of all, and each origin counts from its own
        scale = 2.0 ** (days_between(self.dates[self.known - 1], self.dates[len(logs) - 1]) / HALF_LIFE)
        matrices = np.zeros((len(self.origins), design.shape[1], design.shape[1]))
        matrices[:, rows, columns] = products * scale[:, None]
        matrices[:, columns, rows] = products * scale[:, None]
        penalty = np.full(design.shape[1], RIDGE)
        penalty[0] = 0
        matrices += np.diag(penalty)
        targets = targets * scale[:, None]
        found = np.zeros_like(targets)
        plain = design.shape[1] - 2 * HARMONICS
        has_season = days_between(self.dates[0], np.array(self.origins)) + 1 >= SEASON_FROM
        for chosen, width in ((has_season, design.shape[1]), (~has_season, plain)):
            if chosen.any():
                found[chosen, :width] = np.linalg.solve(
                    matrices[chosen, :width, :width], targets[chosen, :width, None]
                )[:, :, 0]
        return found

    def predict(self, number: int, later: Array) -> Array:
        """Contacts expected from origin `number` on the days at the positions `later` (k,)."""
        known, coefficients = self.known[number], self.coefficients[number]
        fitted = np.einsum("ij,j->i", self.design[:known], coefficients)
        ages = days_between(self.dates[:known], self.dates[known - 1])
        recent = ages < RECENT
        recency = 0.5 ** (ages[recent] / RECENT_HALF_LIFE)
        errors = np.log1p(self.counts[:known][recent]) - fitted[recent]
        level = np.sum(recency * errors) / np.sum(recency)
        ahead = self.design[later].copy()
        ahead[:, TREND] = np.minimum(ahead[:, TREND], self.design[known - 1, TREND])
        expected = np.expm1(np.maximum(np.einsum("ij,j->i", ahead, coefficients) + level, 0))
        return expected * self.correction(fitted, ages)

    def correction(self, fitted: Array, ages: Array) -> float:
        """What came in the last year over what the fit makes of it: logs alone aim below the mean."""
        year = ages < YEAR
        weights = 0.5 ** (ages[year] / HALF_LIFE)
        made = np.sum(weights * np.maximum(np.expm1(fitted[year]), 0))
        came = np.sum(weights * self.counts[: len(fitted)][year])
        return float(came / made) if made > 0 else 1.0


TREND = 10  # the column of the trend in what `design` makes


def design(dates: Array, holidays: Array, last: np.datetime64) -> Array:
    """The columns of the regression (n, 17): level, weekdays, the two of holidays, years since `last`, the season."""
    since = days_between(last, dates)
    angles = 2 * np.pi * since / YEAR
    waves = [wave(k * angles) for k in range(1, HARMONICS + 1) for wave in (np.sin, np.cos)]
    weekdays = [(weekday(dates) == day).astype(float) for day in range(7)]
    return np.column_stack([np.ones(len(dates)), *weekdays, holidays, since / YEAR, *waves])
