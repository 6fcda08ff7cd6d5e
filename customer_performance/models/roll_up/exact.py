"""Numbers whose sums do not depend on the order of the rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Macro `in_units` of the SQL roll-up has the same.
UNITS = 1 << 36
EXACT_IN_FLOATS = 1 << 53


@dataclass(frozen=True)
class Exact:
    """Numbers, each the sum of a whole part and a fraction in units of 2^-36: int64 of one shape (n,).

    No fraction at all stands for fractions that are all 0.
    """

    whole: np.ndarray
    fraction: np.ndarray | None = None

    @classmethod
    def of_parts(cls, whole: np.ndarray, fraction: np.ndarray) -> Exact:
        return cls(whole, fraction if fraction.any() else None)

    def take(self, rows: np.ndarray) -> Exact:
        return Exact(self.whole[rows], None if self.fraction is None else self.fraction[rows])

    def sums_of_runs(self, starts: np.ndarray) -> Exact:
        """The sums of the runs of rows that begin at `starts`, which ascend from 0."""
        fraction = None if self.fraction is None else np.add.reduceat(self.fraction, starts)
        return Exact(np.add.reduceat(self.whole, starts), fraction)

    def sums_by(self, cell: np.ndarray, cells: int) -> np.ndarray:
        """The sums of the rows of each cell, `cell` saying of which each row is: (cells,) float64, rounded once."""
        whole = sums_by(cell, self.whole, cells)
        if self.fraction is None:
            return whole.astype(float)
        fraction = sums_by(cell, self.fraction, cells)
        return Exact(whole + fraction // UNITS, fraction % UNITS).floats()

    def floats(self) -> np.ndarray:
        return self.whole.astype(float) if self.fraction is None else self.whole + self.fraction / UNITS


def sums_by(cell: np.ndarray, values: np.ndarray, cells: int) -> np.ndarray:
    """The sums of whole numbers by cell, exact up to 63 bits: (cells,) int64."""
    if np.abs(values).sum(dtype=float) < EXACT_IN_FLOATS:
        return np.bincount(cell, values, cells).astype(np.int64)
    sums = np.zeros(cells, np.int64)
    np.add.at(sums, cell, values)
    return sums


# Products are added in parts of 26 bits, down to 2^-47: sums of so small whole numbers are exact as floats.
PARTS = (2.0**31, 2.0**5, 2.0**-21, 2.0**-47)


def product_sums_by(cell: np.ndarray, left: np.ndarray, right: np.ndarray, cells: int) -> np.ndarray:
    """The sums of products of floats by cell, the same whatever the order of the rows: (cells,) float64."""
    rest = left * right
    sums = np.zeros(cells)
    for unit in PARTS:
        part = np.trunc(rest / unit)
        rest = rest - part * unit
        sums += np.bincount(cell, part, cells) * unit
    return sums
