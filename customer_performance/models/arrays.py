"""What the models share: the type of their arrays, and rounding that leaves no trace of the machine."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

DIGITS = 10
NOTHING = 1e-12  # what is smaller is left over from rounding
DAY = np.timedelta64(1, "D")


def rounded(values: Array | list[float], digits: int = DIGITS, nothing: float = NOTHING) -> Array:
    """`values` (any shape) to so many significant digits, and 0 where they are smaller than `nothing`; what is not
    finite stays as it is."""
    found = np.asarray(values, float)
    found = np.where(np.abs(found) < nothing, 0.0, found)
    with np.errstate(divide="ignore", invalid="ignore"):
        exponent = np.floor(np.log10(np.abs(found)))
    usable = np.isfinite(found) & np.isfinite(exponent)
    factor = 10.0 ** (digits - 1 - np.where(usable, exponent, 0))
    return np.where(usable, np.round(found * factor) / factor, found)


def weekday(dates: Array) -> Array:
    """0 = Monday to 6 = Sunday of `dates` (n,) of type datetime64[D]."""
    return (dates.astype("datetime64[D]").astype(np.int64) + 3) % 7


def days_between(earlier: Any, later: Any) -> Array:
    """Whole days from one date to another, elementwise."""
    return (np.asarray(later) - np.asarray(earlier)).astype("timedelta64[D]").astype(np.int64)
