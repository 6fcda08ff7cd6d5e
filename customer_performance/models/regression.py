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

    `left`: what the controls leave of the exposure. `stretched`: what each row's residual counts for in the error.
    `starts`: the first row of each cluster.
    """

    basis: Floats
    left: Floats
    stretched: Floats
    starts: Integers
    freedom: float

    def slope(self, outcome: Floats) -> Slope | None:
        """None where the controls leave no variance to the outcome."""
        outcome_left = outcome - self.basis @ (self.basis.T @ outcome)
        if float(outcome_left @ outcome_left) <= NOTHING_LEFT * max(float(outcome @ outcome), 1e-300):
            return None
        variance = float(self.left @ self.left)
        effect = float(self.left @ outcome) / variance
        rest = outcome_left - effect * self.left
        scores = np.add.reduceat(self.stretched * rest, self.starts)
        error = float(np.sqrt(scores @ scores))
        if not error > 0 or not self.freedom > 0:
            return None
        reach = float(stats.t.ppf((1 + CONFIDENCE) / 2, self.freedom)) * error
        degrees = len(outcome) - self.basis.shape[1] - 1
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


def design_of(exposure: Floats, basis: Floats, cluster: Integers) -> Design | None:
    """None where the controls leave no variance to the exposure. `cluster`: in rising order."""
    left = exposure - basis @ (basis.T @ exposure)
    variance = float(left @ left)
    if (
        variance <= NOTHING_LEFT * max(float(exposure @ exposure), 1e-300)
        or len(exposure) <= basis.shape[1] + 1
    ):
        return None
    starts = np.flatnonzero(np.append(True, cluster[1:] != cluster[:-1]))
    whole = np.column_stack([basis, left / np.sqrt(variance)])
    stretched, freedom = stretched_weights(left / variance, whole, starts)
    return Design(basis, left, stretched, starts, freedom)


def slope(exposure: Floats, outcome: Floats, basis: Floats, cluster: Integers) -> Slope | None:
    """The slope, None where the controls leave no variance to the exposure or to the outcome. `cluster`: in rising
    order."""
    design = design_of(exposure, basis, cluster)
    return design.slope(outcome) if design else None


def stretched_weights(weights: Floats, basis: Floats, starts: Integers) -> tuple[Floats, float]:
    """For the CR2 standard error of a sum of `weights` times outcomes: what each residual weighs, and the degrees of
    freedom.

    Each cluster's weights are stretched by (I - H)^(-1/2), since a regression bends towards the clusters that weigh
    much. The degrees of freedom are those of a variance under independent rows.
    """
    sizes = np.diff(np.append(starts, len(weights)))
    found = np.empty(len(weights))
    lengths = np.empty(len(starts))
    shadows = np.empty((len(starts), basis.shape[1]))
    for size in np.unique(sizes):
        which = np.flatnonzero(sizes == size)
        rows = starts[which][:, None] + np.arange(size)
        part = basis[rows]
        values, vectors = np.linalg.eigh(np.eye(size) - part @ part.transpose(0, 2, 1))
        # A direction that the controls take up whole is left as it is: nothing of it is in the residuals.
        stretch = np.where(values > 1e-8, 1 / np.sqrt(np.maximum(values, 1e-8)), 1.0)
        turned = np.einsum("gji,gj->gi", vectors, weights[rows])
        stretched = np.einsum("gij,gj->gi", vectors, stretch * turned)
        found[rows] = stretched
        lengths[which] = np.einsum("gi,gi->g", stretched, stretched)
        shadows[which] = np.einsum("gik,gi->gk", part, stretched)
    trace = lengths.sum() - (shadows**2).sum()
    crossed = shadows.T @ shadows
    trace_of_square = (lengths**2).sum() - 2 * (lengths * (shadows**2).sum(axis=1)).sum() + (crossed**2).sum()
    return found, float(trace**2 / trace_of_square) if trace_of_square > 0 else 0.0


def robustness_value(ordinary: float, degrees: int) -> float:
    """From the t of the ordinary regression and its degrees of freedom."""
    f = abs(ordinary) / np.sqrt(degrees)
    return float((np.sqrt(f**4 + 4 * f**2) - f**2) / 2)
