"""The contacts of the next days and hours, by every method, beside what each method got right from past origins.

What is published of it is decided by SQL, which reads the record that is made here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from customer_performance.models.arrays import DAY, Array, days_between
from customer_performance.models.volume_record import (
    LEVELS,
    NEEDED,
    ORIGINS,
    Errors,
    Scale,
    bounds,
    is_level_shift,
    log_ratio,
    measures,
)
from customer_performance.models.volume_rules import (
    Regression,
    hour_shares,
    recent_weekday_means,
    weekday_means,
)

NAIVE, MEAN, RECENT, REGRESSION = METHODS = (
    "seasonal_naive",
    "weekday_mean",
    "recent_weekday_mean",
    "regression",
)
SHORTEST = 112  # days below which nothing is forecast
SCALES = {"day": Scale(is_log=True), "hour": Scale(is_log=False)}
Row = dict[str, Any]


@dataclass(frozen=True)
class Series:
    """The contacts of one dimension value on the days on which its desk is open.

    `dates` (n,) datetime64[D] in order, the days to forecast at the end; `counts` (m,) of the first m of them, the
    past, the last day of which is `last`, open or not; `holidays` (n, 2), the share of its teams that a holiday closes
    on that day, and since the open day before.
    `hours` (m, 24) and `is_open` (n, 24) by the hour, or None where contacts are counted by the day alone.
    """

    dates: Array
    counts: Array
    holidays: Array
    last: np.datetime64
    hours: Array | None = None
    is_open: Array | None = None

    @property
    def past(self) -> Array:
        return self.dates[: len(self.counts)]

    @property
    def is_long_enough(self) -> bool:
        return len(self.counts) > 0 and int(days_between(self.past[0], self.last)) + 1 >= SHORTEST


@dataclass(frozen=True)
class Outlook:
    """What each method expects of the days at `later` (k,), from the origin at number `number`: of days (k,), and of
    their open hours, flat."""

    number: int
    later: Array
    weeks: Array
    by_grain: dict[str, dict[str, Array]]
    hours: Array  # the hour of each flat open hour, and `hour_days` which of the days it lies in
    hour_days: Array


def forecast(series: Series, days_ahead: int) -> tuple[list[Row], list[Row], Row]:
    """Forecasts, the record and what there is to say of a series as a whole, all as rows.

    Origins lie a week apart, the newest so far back that all of its `days_ahead` are known; the last 26 are judged,
    each by intervals made of the origins whose days were over by then.
    """
    about: Row = {
        "is_level_shift": False,
        "days": len(series.counts),
        "date_on": series.past[-1] if len(series.counts) else None,
    }
    if not series.is_long_enough:
        return [], [], about
    origins = past_origins(series.past[0], series.last, days_ahead)
    regression = Regression(series.dates, series.counts, series.holidays, [*origins, series.last])
    outlooks = [outlook(series, regression, number, days_ahead) for number in range(len(origins))]
    record: list[Row] = []
    errors = {grain: errors_of(series, outlooks, grain) for grain in grains(series)}
    for number in range(max(len(origins) - ORIGINS, 0), len(origins)):
        closed = [n for n in range(number) if origins[n] + days_ahead * DAY <= origins[number]][-ORIGINS:]
        record += judged(series, outlooks[number], origins[number], errors, closed)
    about["is_level_shift"] = shifted(series, outlooks, origins, days_ahead)
    ahead = outlook(series, regression, len(origins), days_ahead)
    known = range(max(len(origins) - ORIGINS, 0), len(origins))
    return list(expected_rows(series, ahead, errors, list(known))), record, about


def grains(series: Series) -> tuple[str, ...]:
    return ("day",) if series.hours is None else ("day", "hour")


def past_origins(first: np.datetime64, last: np.datetime64, days_ahead: int) -> list[np.datetime64]:
    """The oldest first; enough that the first one judged has 26 before it whose days are over."""
    newest = last - days_ahead * DAY
    weeks = int(days_between(first, newest) + 1 - SHORTEST) // 7
    overlapping = -(-days_ahead // 7)
    wanted = min(weeks, 2 * ORIGINS + overlapping - 1)
    return [newest - 7 * back * DAY for back in range(wanted, -1, -1)] if weeks >= 0 else []


def outlook(series: Series, regression: Regression, number: int, days_ahead: int) -> Outlook:
    origin = regression.origins[number]
    known = regression.known[number]
    dates, counts = series.past[:known], series.counts[:known]
    later = np.flatnonzero((series.dates > origin) & (series.dates <= origin + days_ahead * DAY))
    when = series.dates[later]
    by_day = {
        NAIVE: weekday_means(dates, counts, when, last=1),
        MEAN: weekday_means(dates, counts, when),
        RECENT: recent_weekday_means(dates, counts, when),
        REGRESSION: regression.predict(number, later),
    }
    by_grain = {"day": by_day}
    hour_days, hours = np.array([], int), np.array([], int)
    if series.hours is not None and series.is_open is not None:
        past_hours = series.hours[:known]
        hour_days, hours = np.nonzero(series.is_open[later])
        shares = hour_shares(dates, counts, past_hours, when)
        by_hour = {method: expected[:, None] * shares for method, expected in by_day.items()}
        by_hour[NAIVE] = weekday_means(dates, past_hours, when, last=1)
        by_grain["hour"] = {method: found[hour_days, hours] for method, found in by_hour.items()}
    weeks = (days_between(origin, when) - 1) // 7
    return Outlook(number, later, weeks, by_grain, hours, hour_days)


def actual(series: Series, seen: Outlook, grain: str) -> Array:
    """What came, in the order of the outlook."""
    if grain == "day" or series.hours is None:
        return series.counts[seen.later]
    return series.hours[seen.later][seen.hour_days, seen.hours]


def weeks_of(seen: Outlook, grain: str) -> Array:
    return seen.weeks if grain == "day" else seen.weeks[seen.hour_days]


def errors_of(series: Series, outlooks: list[Outlook], grain: str) -> dict[str, list[Errors]]:
    """Of each method the errors of each origin, on the scale on which they are alike."""
    scale = SCALES[grain]
    return {
        method: [
            Errors(
                scale.of(actual(series, seen, grain)) - scale.of(seen.by_grain[grain][method]),
                weeks_of(seen, grain),
            )
            for seen in outlooks
        ]
        for method in METHODS
    }


def judged(
    series: Series,
    seen: Outlook,
    origin: np.datetime64,
    errors: dict[str, dict[str, list[Errors]]],
    closed: list[int],
) -> Iterator[Row]:
    for grain, by_method in errors.items():
        came = actual(series, seen, grain)
        if not len(came):
            continue
        steps = weekly_steps(series, origin, grain)
        for method, past in by_method.items():
            expected, weeks = seen.by_grain[grain][method], weeks_of(seen, grain)
            intervals = {
                level: bounds(expected, weeks, [past[n] for n in closed], level, SCALES[grain])
                for level in LEVELS
            }
            yield {
                "grain": grain,
                "method": method,
                "date_on": origin,
                "steps": len(came),
                **measures(came, expected, intervals, steps),
            }


def weekly_steps(series: Series, origin: np.datetime64, grain: str) -> tuple[float, float]:
    """The mean difference between a day (or hour) and the one a week before, up to the origin, and the root of the mean
    square; where nothing ever changes, the mean, and 1 where nothing ever came."""
    known = series.past <= origin
    dates = series.past[known]
    values = series.counts[known] if grain == "day" or series.hours is None else series.hours[known]
    before = np.searchsorted(dates, dates - 7 * DAY)
    has_before = dates[before] == dates - 7 * DAY
    steps = np.abs(values[has_before] - values[before[has_before]])
    if grain == "hour" and series.is_open is not None:
        steps = steps[series.is_open[: len(dates)][has_before]]
    if not steps.any():
        return (float(values.mean()) or 1.0,) * 2
    return float(steps.mean()), float(np.sqrt(np.mean(steps**2)))


def shifted(series: Series, outlooks: list[Outlook], origins: list[np.datetime64], days_ahead: int) -> bool:
    if not outlooks:
        return False

    def sums(seen: Outlook) -> tuple[float, float]:
        return float(actual(series, seen, "day").sum()), float(seen.by_grain["day"][REGRESSION].sum())

    closed = [seen for seen in outlooks[:-1] if origins[seen.number] + days_ahead * DAY <= origins[-1]]
    return is_level_shift(*sums(outlooks[-1]), [log_ratio(*sums(seen)) for seen in closed[-ORIGINS:]])


def expected_rows(
    series: Series, ahead: Outlook, errors: dict[str, dict[str, list[Errors]]], known: list[int]
) -> Iterator[Row]:
    for grain, by_method in errors.items():
        weeks = weeks_of(ahead, grain)
        for method, past in by_method.items():
            expected = ahead.by_grain[grain][method]
            found = {
                level: bounds(expected, weeks, [past[n] for n in known], level, SCALES[grain])
                for level in NEEDED
            }
            for place in range(len(expected)):
                day = place if grain == "day" else ahead.hour_days[place]
                yield {
                    "grain": grain,
                    "method": method,
                    "date_on": series.dates[ahead.later[day]],
                    "hour": None if grain == "day" else int(ahead.hours[place]),
                    "expected": expected[place],
                    "low_80": found[0.80][0, place],
                    "high_80": found[0.80][1, place],
                    "low_95": found[0.95][0, place],
                    "high_95": found[0.95][1, place],
                }
