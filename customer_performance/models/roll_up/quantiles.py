"""Quantiles of cells whose rows come in clusters, with Woodruff's intervals.

Woodruff, R. S. (1952). Confidence intervals for medians and other position measures. JASA 47(260), 635-646. The
variance of the share of rows at or below the estimate says between which shares the bounds lie, and the same sorted
values give the bounds. The formulas are those of macros/metrics/intervals.sql.
"""

from __future__ import annotations

import numpy as np

from customer_performance.models.roll_up.sorting import bits, order_by

SHARES = {"median": 0.5, "p90": 0.9}


class SortedCells:
    """The values of each cell, in order. `cell`: (n,) of which of `cells` cells each value is, none of them empty."""

    def __init__(self, cell: np.ndarray, values: np.ndarray, cells: int) -> None:
        by_value = np.argsort(values, kind="stable")
        if bits(cells) + bits(len(values)) <= 63:
            rank = np.empty(len(values), np.int64)
            rank[by_value] = np.arange(len(values))
            packed = (cell << bits(len(values))) | rank
            packed.sort()
            packed &= (1 << bits(len(values))) - 1
            self.values = values[by_value][packed]
        else:
            self.values = values[by_value][order_by((cell[by_value], cells))]
        self.counts = np.bincount(cell, minlength=cells)
        self.starts = np.cumsum(self.counts) - self.counts

    def quantile(self, share: float | np.ndarray, of: slice | np.ndarray = slice(None)) -> np.ndarray:
        """The quantile at `share`, by linear interpolation between neighbours, for the cells at `of`."""
        position = (self.counts[of] - 1) * share
        below, above = (
            self.values[self.starts[of] + edge(position).astype(np.int64)] for edge in (np.floor, np.ceil)
        )
        return below + (above - below) * (position - np.floor(position))


def quantile_with_bounds(
    cells: SortedCells,
    share: float,
    cell: np.ndarray,
    values: np.ndarray,
    run_of: np.ndarray,
    run_cell: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The quantile of each cell and the bounds of its 95 % interval, NaN where there is none: three (cells,) float64.

    `run_of`: (n,) the cluster of the cell that each value belongs to, as a position in `run_cell`, (runs,), which says
    of which cell each such cluster is.
    """
    estimate = cells.quantile(share)
    runs, count = len(run_cell), len(estimate)
    below = np.bincount(run_of, values <= estimate[cell], runs)
    sizes = np.bincount(run_of, minlength=runs).astype(float)
    margin = _margin(
        clusters=np.bincount(run_cell, minlength=count),
        numerator=np.bincount(run_cell, below, count),
        denominator=cells.counts.astype(float),
        numerator_squares=np.bincount(run_cell, below * below, count),
        cross_products=np.bincount(run_cell, below * sizes, count),
        denominator_squares=np.bincount(run_cell, sizes * sizes, count),
    )
    low, high = np.full(count, np.nan), np.full(count, np.nan)
    has_low, has_high = np.flatnonzero(share - margin > 0), np.flatnonzero(share + margin < 1)
    low[has_low] = cells.quantile((share - margin)[has_low], has_low)
    high[has_high] = cells.quantile((share + margin)[has_high], has_high)
    return estimate, low, high


def _margin(
    clusters: np.ndarray,
    numerator: np.ndarray,
    denominator: np.ndarray,
    numerator_squares: np.ndarray,
    cross_products: np.ndarray,
    denominator_squares: np.ndarray,
) -> np.ndarray:
    """How far the bounds of the ratio of the sums lie from it, (cells,); NaN where nothing says it."""
    ratio = numerator / denominator
    rest = numerator_squares - 2 * ratio * cross_products + ratio * ratio * denominator_squares
    # What remains after the subtraction must exceed the noise of floating point.
    varies = (clusters >= 2) & (rest > 1e-12 * numerator_squares)
    effective = denominator * denominator / denominator_squares
    margin = np.full(len(ratio), np.nan)
    at = np.flatnonzero(varies & (effective >= 2))
    variance = clusters[at] / (clusters[at] - 1.0) * rest[at] / (denominator[at] * denominator[at])
    margin[at] = t_quantile(effective[at] - 1) * np.sqrt(variance)
    return margin


def t_quantile(df: np.ndarray) -> np.ndarray:
    """Student's t at 97.5 %, for any df >= 1, whole or not; relative error below 1.3e-5."""
    x = 1.0 / df
    series = 0.16596149 + x * (-0.31568065 + x * 0.10041754)
    return 1.959964 * np.exp(x * (1.21008974 + x * (0.70838887 + x * series)))
