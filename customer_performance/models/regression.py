"""The slope of an outcome on one exposure, beside controls, where rows of one cluster resemble each other.

Standard errors are CR2 with the degrees of freedom of Bell and McCaffrey (2002): with a few hundred accounts, simpler
ones call too much significant.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
NOTHING_LEFT = 1e-8  # a share of a column's size below this is rounding, not variance
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Slope:
    """`robustness`: which share of what is left of exposure and outcome an unseen cause would have to explain to make
    the slope vanish (Cinelli and Hazlett 2020). `effective_clusters`: as many clusters of equal weight say as much."""

    effect: float
    low: float
    high: float
    p_value: float
    error: float
    freedom: float
    effective_clusters: float
    robustness: float


def basis_of(controls: Floats) -> Floats:
    """An orthonormal basis of the columns, without those that follow from others.

    By the products of columns, which is many times faster than a decomposition of all rows; done twice, since the first
    time is right to half the digits only.
    """
    basis = controls / np.maximum(np.sqrt((controls**2).sum(axis=0)), 1e-300)
    for _ in range(2):
        values, vectors = np.linalg.eigh(basis.T @ basis)
        kept = values > 1e-10 * max(values.max(initial=0), 1e-300)
        basis = basis @ (vectors[:, kept] / np.sqrt(values[kept]))
    return basis


@dataclass(frozen=True)
class Design:
    """An exposure beside controls, which is all that the slopes of several outcomes on it have in common.

    `bases`: of the controls, in parts at right angles. `left`: what these leave of the exposure. `stretched`: what each
    row's residual counts for in the error. `starts`: the first row of each cluster.
    """

    bases: tuple[Floats, ...]
    left: Floats
    stretched: Floats
    starts: Integers
    freedom: float

    def slope(self, outcome: Floats) -> Slope | None:
        """None where the controls leave no variance to the outcome."""
        outcome_left = left_of(outcome, *self.bases)
        if is_nothing(outcome_left, outcome):
            return None
        variance = float(self.left @ self.left)
        effect = float(self.left @ outcome) / variance
        rest = outcome_left - effect * self.left
        scores = np.add.reduceat(self.stretched * rest, self.starts)
        error = float(np.sqrt(scores @ scores))
        if not error > 0 or not self.freedom > 0:
            return None
        reach = float(stats.t.ppf((1 + CONFIDENCE) / 2, self.freedom)) * error
        degrees = len(outcome) - sum(basis.shape[1] for basis in self.bases) - 1
        ordinary = effect / np.sqrt(float(rest @ rest) / degrees / variance)
        weights = np.add.reduceat(self.left * self.left, self.starts)
        return Slope(
            effect,
            effect - reach,
            effect + reach,
            float(2 * stats.t.sf(abs(effect) / error, self.freedom)),
            error,
            self.freedom,
            float(weights.sum() ** 2 / (weights @ weights)),
            robustness_value(ordinary, degrees),
        )


def left_of(values: Floats, *bases: Floats) -> Floats:
    """What bases at right angles to each other leave of `values`, of one column or several."""
    left = values.copy()
    for basis in bases:
        left -= basis @ (basis.T @ values)
    return left


def is_nothing(left: Floats, whole: Floats) -> bool:
    return float(left @ left) <= NOTHING_LEFT * max(float(whole @ whole), 1e-300)


def design_of(exposure: Floats, basis: Floats, cluster: Integers) -> Design | None:
    """None where the controls leave no variance to the exposure. `cluster`: in rising order."""
    return designs_of(exposure[:, None], basis, cluster)[0]


def designs_of(exposures: Floats, basis: Floats, cluster: Integers) -> list[Design | None]:
    """Of each column of `exposures` (n, exposures), beside the controls and the other columns.

    They share what costs most: how far the regression bends towards each cluster.
    """
    number = exposures.shape[1]
    beside = left_of(exposures, basis)
    for column in range(number):
        if is_nothing(beside[:, column], exposures[:, column]):
            beside[:, column] = 0
    others = [basis_of(np.delete(beside, column, axis=1)) for column in range(number)]
    left = np.column_stack([left_of(beside[:, column], others[column]) for column in range(number)])
    all_columns = np.column_stack([basis, basis_of(beside)])
    has_design = [
        not is_nothing(left[:, column], exposures[:, column])
        and len(exposures) > basis.shape[1] + others[column].shape[1] + 1
        for column in range(number)
    ]
    found = np.flatnonzero(has_design)
    starts = np.flatnonzero(np.append(True, cluster[1:] != cluster[:-1]))
    weights = left[:, found] / (left[:, found] ** 2).sum(axis=0)
    stretched, freedom = stretched_weights(weights, all_columns, starts)
    designs: list[Design | None] = [None] * number
    for place, column in enumerate(found.tolist()):
        designs[column] = Design(
            (basis, others[column]), left[:, column], stretched[:, place], starts, float(freedom[place])
        )
    return designs


def slope(exposure: Floats, outcome: Floats, basis: Floats, cluster: Integers) -> Slope | None:
    """The slope, None where the controls leave no variance to the exposure or to the outcome. `cluster`: in rising
    order."""
    design = design_of(exposure, basis, cluster)
    return design.slope(outcome) if design else None


def stretched_weights(weights: Floats, basis: Floats, starts: Integers) -> tuple[Floats, Floats]:
    """For the CR2 standard errors of sums of `weights` (n, sums) times outcomes: what each residual weighs (n, sums),
    and the degrees of freedom (sums,).

    Each cluster's weights are stretched by (I - H)^(-1/2), since a regression bends towards the clusters that weigh
    much. The degrees of freedom are those of a variance under independent rows.
    """
    sums = weights.shape[1]
    sizes = np.diff(np.append(starts, len(weights)))
    found = np.empty(weights.shape)
    lengths = np.empty((len(starts), sums))
    shadows = np.empty((len(starts), basis.shape[1], sums))
    for size in np.unique(sizes):
        which = np.flatnonzero(sizes == size)
        rows = starts[which][:, None] + np.arange(size)
        part = basis[rows]
        values, vectors = np.linalg.eigh(np.eye(size) - part @ part.transpose(0, 2, 1))
        # A direction that the controls take up whole is left as it is: nothing of it is in the residuals.
        stretch = np.where(values > 1e-8, 1 / np.sqrt(np.maximum(values, 1e-8)), 1.0)
        turned = vectors.transpose(0, 2, 1) @ weights[rows]
        stretched = vectors @ (stretch[:, :, None] * turned)
        found[rows] = stretched
        lengths[which] = (stretched**2).sum(axis=1)
        shadows[which] = part.transpose(0, 2, 1) @ stretched
    shadow_lengths = (shadows**2).sum(axis=1)
    trace = lengths.sum(axis=0) - shadow_lengths.sum(axis=0)
    crossed = np.einsum("gis,gjs->sij", shadows, shadows, optimize=True)
    trace_of_square = (lengths**2 - 2 * lengths * shadow_lengths).sum(axis=0) + (crossed**2).sum(axis=(1, 2))
    is_some = trace_of_square > 0
    return found, np.where(is_some, trace**2 / np.where(is_some, trace_of_square, 1), 0.0)


def robustness_value(ordinary: float, degrees: int) -> float:
    """From the t of the ordinary regression and its degrees of freedom."""
    f = abs(ordinary) / np.sqrt(degrees)
    return float((np.sqrt(f**4 + 4 * f**2) - f**2) / 2)
