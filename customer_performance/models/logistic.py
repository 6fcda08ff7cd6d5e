"""The log-odds of a yes as a sum over columns, drawn towards nothing (ridge), so that few rows cannot say much."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from customer_performance.models.arrays import Array

PENALTY = 100.0  # on the squared coefficients of standardised columns
MOST_STEPS = 50
NEAR = 1e-6  # of the last step; the next one would be about its square


@dataclass(frozen=True)
class Logistic:
    """Columns are taken at their median where unknown, and standardised; `unknown` are those with a flag of their
    own for that."""

    medians: Array
    unknown: Array
    means: Array
    deviations: Array
    coefficients: Array
    start: float

    def log_odds(self, values: Array) -> Array:
        columns = (filled(values, self.medians, self.unknown) - self.means) / self.deviations
        return np.asarray(self.start + columns @ self.coefficients)


def fit_logistic(values: Array, happened: Array, weights: Array) -> Logistic:
    """`values` (n, columns), NaN where unknown, known somewhere in each; `happened` (n,) 0 or 1; `weights` (n,)."""
    kept = weights > 0
    values, happened, weights = values[kept], happened[kept], weights[kept]
    medians = np.nan_to_num(medians_of(values))
    unknown = np.flatnonzero(np.isnan(values).any(axis=0))
    columns = filled(values, medians, unknown)
    means = weights @ columns / weights.sum()
    deviations = np.sqrt(weights @ (columns - means) ** 2 / weights.sum())
    deviations = np.where(deviations > 1e-9 * np.abs(means).clip(min=1), deviations, np.inf)
    columns = (columns - means) / deviations
    beside = np.column_stack([np.ones(len(columns)), columns])
    penalty = np.full(beside.shape[1], PENALTY)
    penalty[0] = 0.0
    share = float(weights @ happened / weights.sum())
    found = np.zeros(beside.shape[1])
    found[0] = np.log(share / (1 - share))
    likely = likelihood(beside, happened, weights, penalty, found)
    for _ in range(MOST_STEPS):
        risk = expit(beside @ found)
        slope = beside.T @ (weights * (happened - risk)) - penalty * found
        curve = (beside.T * (weights * risk * (1 - risk))) @ beside + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        before, likely = likely, likelihood(beside, happened, weights, penalty, found + step)
        # Newton's steps overshoot where a few rows lie far out, and never come back
        while likely < before and np.abs(step).max() >= NEAR:
            step = step / 2
            likely = likelihood(beside, happened, weights, penalty, found + step)
        found = found + step
        if np.abs(step).max() < NEAR:
            break
    return Logistic(medians, unknown, means, deviations, found[1:], float(found[0]))


def likelihood(columns: Array, happened: Array, weights: Array, penalty: Array, coefficients: Array) -> float:
    """The logarithm of how likely the rows are by these coefficients, less what the coefficients cost."""
    log_odds = columns @ coefficients
    fit = weights @ (happened * log_odds - np.logaddexp(0, log_odds))
    return float(fit - penalty @ coefficients**2 / 2)


def medians_of(values: Array) -> Array:
    """The median of what is known in each column (n, columns); NaN where nothing is."""
    known = ~np.isnan(values)
    found = np.full(values.shape[1], np.nan)
    for number in np.flatnonzero(known.any(axis=0)):
        found[number] = np.median(values[known[:, number], number])
    return found


def filled(values: Array, medians: Array, unknown: Array) -> Array:
    missing = np.isnan(values)
    return np.column_stack([np.where(missing, medians, values), missing[:, unknown].astype(float)])
