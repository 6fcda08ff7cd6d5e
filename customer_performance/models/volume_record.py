"""How right forecasts were: errors at past origins, the intervals made of them, and what stands in the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from customer_performance.models.arrays import Array

LEVELS = (0.80, 0.95)
NEEDED = {0.80: 8, 0.95: 19}  # origins below which an interval of the level says nothing
ORIGINS = 26  # so many past origins make an interval, and so many are judged
SLACK = 1e-9  # what rounding can move
QUANTILES = (0.025, 0.1, 0.5, 0.9, 0.975)
FEWEST = 28  # contacts, one a day, below which chance moves a sum too far to tell
SURE = 0.99  # how unlikely the last days must be to speak of a new level


@dataclass(frozen=True)
class Errors:
    """What a method missed from one origin, on the scale of `to_scale`: `missed` (k,), `weeks` (k,) ahead from 0 on."""

    missed: Array
    weeks: Array


@dataclass(frozen=True)
class Scale:
    """The scale on which errors are alike for few and many contacts: log(1 + y) for days, where the mean misses by a
    share; the root for hours, where chance alone makes the error and its size is the same for any mean (Anscombe)."""

    is_log: bool

    def of(self, values: Array) -> Array:
        return np.log1p(values) if self.is_log else np.sqrt(values + 3 / 8)

    def back(self, values: Array) -> Array:
        found = np.expm1(values) if self.is_log else np.sign(values) * values**2 - 3 / 8
        return np.maximum(found, 0)


def bounds(expected: Array, weeks: Array, past: Sequence[Errors], level: float, scale: Scale) -> Array:
    """The split conformal interval (2, k) of `expected` (k,), which are `weeks` (k,) ahead: the quantiles of the errors
    that were made as many weeks ahead. NaN where too few origins are known. Of hours, in which few contacts come, the
    lower bound is a whole number: an hour without a contact is nothing unheard of where half of one is expected.
    Source: Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World, 2005."""
    found = np.full((2, len(expected)), np.nan)
    if len(past) < NEEDED[level]:
        return found
    ahead = np.concatenate([errors.weeks for errors in past])
    missed = np.concatenate([errors.missed for errors in past])
    tail = (1 - level) / 2
    for week in np.unique(weeks):
        known = np.sort(missed[ahead == week])
        if len(known):
            low = max(int(np.floor((len(known) + 1) * tail)) - 1, 0)
            high = min(int(np.ceil((len(known) + 1) * (1 - tail))) - 1, len(known) - 1)
            chosen = weeks == week
            for side, place in ((0, low), (1, high)):
                found[side, chosen] = scale.back(scale.of(expected[chosen]) + known[place])
    return found if scale.is_log else np.stack([np.floor(found[0] + SLACK), found[1]])


def measures(
    actual: Array, expected: Array, intervals: dict[float, Array], steps: tuple[float, float]
) -> dict[str, float]:
    """How right one forecast was. `actual` and `expected` are (k,), each interval (2, k), `steps` the mean and the root
    of the mean square of how the series moves in a week, by which MASE and RMSSE are counted (Hyndman and Koehler,
    Another look at measures of forecast accuracy, 2006)."""
    total = actual.sum()
    missed = np.abs(expected - actual)
    return {
        "mase": missed.mean() / steps[0],
        "rmsse": np.sqrt(np.mean(missed**2)) / steps[1],
        "wape": missed.sum() / total if total > 0 else np.nan,
        "bias": (expected - actual).sum() / total if total > 0 else np.nan,
        "weighted_quantile_loss": quantile_loss(actual, expected, intervals),
        **{f"coverage_{level:.0%}".rstrip("%"): coverage(actual, intervals[level]) for level in LEVELS},
    }


def coverage(actual: Array, interval: Array) -> float:
    """The share of `actual` within the interval, its bounds included up to what rounding can move."""
    if np.isnan(interval).any():
        return np.nan
    slack = SLACK * (1 + actual)
    return float(np.mean((actual >= interval[0] - slack) & (actual <= interval[1] + slack)))


def quantile_loss(actual: Array, expected: Array, intervals: dict[float, Array]) -> float:
    """Twice the mean pinball loss over QUANTILES, by what came; NaN where an interval is missing."""
    wide, narrow = intervals[0.95], intervals[0.80]
    forecasts = (wide[0], narrow[0], expected, narrow[1], wide[1])
    losses = [
        np.maximum(share * (actual - found), (share - 1) * (actual - found)).sum()
        for share, found in zip(QUANTILES, forecasts, strict=True)
    ]
    return float(2 * np.mean(losses) / actual.sum()) if actual.sum() > 0 else np.nan


def is_level_shift(actual: float, expected: float, ratios: Sequence[float]) -> bool:
    """Whether the contacts of the last 28 days, `actual`, lie outside the 99 % interval of what was `expected` of them.
    `ratios` are the logarithms of actual over expected at earlier origins; chance alone moves a sum by its root."""
    if len(ratios) < NEEDED[0.80] or expected <= 0 or max(actual, expected) < FEWEST:
        return False
    spread = max(float(np.sqrt(np.mean(np.square(ratios)))), 1 / np.sqrt(expected))
    return bool(abs(log_ratio(actual, expected)) > NormalDist().inv_cdf((1 + SURE) / 2) * spread)


def log_ratio(actual: float, expected: float) -> float:
    """The logarithm of actual over expected, which half a contact on both sides keeps finite."""
    return float(np.log((actual + 0.5) / (expected + 0.5)))
