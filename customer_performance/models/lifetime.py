"""How often customers will buy again, and for how much, as long as nobody says when they leave.

BG/NBD: a customer buys at random at a rate of its own, and after each purchase leaves for good with a probability of
its own; rates are gamma distributed over customers, probabilities beta. Gamma-Gamma: what a customer spends varies
around a mean of its own, which is independent of how often it buys.
Sources: Fader, Hardie and Lee, "Counting your customers" the easy way, Marketing Science 24, 2005, whose example is the
test; Fader and Hardie, The Gamma-Gamma model of monetary value, 2013.

A history is x purchases after the first one, the last of them at t_x, seen for T, both in weeks from the first on.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, expit, gammaln, hyp2f1, roots_jacobi

from customer_performance.models.arrays import Array

WIDEST = 15.0  # logarithms of parameters are searched within so much of 0; at the upper end customers do not differ
NEAR_ONE = 1e-8
NOBODY = -9.0  # the logarithm of a by b below which nobody leaves
MOST = 50_000  # customers from whom parameters are estimated, evenly spread over all histories; more tell no more


class NotConvergedError(Exception):
    """The likelihood of these customers has no maximum that could be found."""


@dataclass(frozen=True)
class Purchasing:
    """The parameters of BG/NBD, and the log-likelihood that they reach."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    def expected(self, x: Array, t_x: Array, observed: Array, ahead: float) -> Array:
        """Purchases within `ahead` from the end of each history on.

        The paper's equation (10), with Euler's transformation of the hypergeometric function: its arguments then stay
        small however often somebody bought."""
        a = self.a if abs(self.a - 1) > NEAR_ONE else 1 + NEAR_ONE
        total = a + self.b + x
        moved = ahead / (self.alpha + observed + ahead)
        with np.errstate(all="ignore"):  # a pole of the function may lie where the other way is taken
            left = (1 - moved) ** (a - 1) * hyp2f1(a + self.b - 1 - self.r, a - 1, total - 1, moved)
            found = (total - 1) / (a - 1) * (1 - left)
        near_pole = (x == 0) & (total < 1.5)
        if near_pole.any():
            found[near_pole] = self.after_one(observed[near_pole], ahead)
        return found * self.probability_active(x, t_x, observed)

    def after_one(self, observed: Array, ahead: float) -> Array:
        """The same after a single purchase, as the mean over the probabilities of leaving p: of a customer whose rate
        is l, the next purchases are (1 - exp(-l p ahead)) / p."""
        nodes, weights = roots_jacobi(64, self.b - 1, self.a - 1)
        leaving = (1 + nodes) / 2
        shrunk = -self.r * np.log1p(np.outer(ahead / (self.alpha + observed), leaving))
        return (-np.expm1(shrunk) / leaving) @ (weights / weights.sum())

    def probability_active(self, x: Array, t_x: Array, observed: Array) -> Array:
        """That the customer has not left; 1 after a single purchase: the model lets nobody leave before a second."""
        again = np.maximum(x, 1)
        odds = np.log(self.a / (self.b + again - 1))
        odds += (self.r + x) * np.log((self.alpha + observed) / (self.alpha + t_x))
        return np.where(x > 0, expit(-odds), 1.0)


@dataclass(frozen=True)
class Spending:
    """The parameters of Gamma-Gamma."""

    p: float
    q: float
    v: float

    def mean(self, count: Array, mean: Array) -> Array:
        """What a customer spends on a purchase, whose `count` purchases were worth `mean` each; count 0: as all do."""
        return self.p * (self.v + count * mean) / (self.p * count + self.q - 1)


def fit_purchasing(x: Array, t_x: Array, observed: Array) -> Purchasing:
    """The parameters of maximum likelihood. All arrays are (n,); equal histories are counted, not repeated."""
    sample = spread(np.column_stack([x, t_x, observed]))
    histories, customers = np.unique(sample, axis=0, return_counts=True)
    x, t_x, observed = histories.T
    has_again, again = x > 0, np.maximum(x, 1)

    def loss(logs: Array) -> float:
        r, alpha, a, b = np.exp(logs)
        active = -(r + x) * np.log(alpha + observed)
        left = np.log(a / (b + again - 1)) - (r + x) * np.log(alpha + t_x)
        likelihood = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + betaln(a, b + x) - betaln(a, b)
        likelihood += np.where(has_again, np.logaddexp(active, left), active)
        return -float(customers @ likelihood) / float(customers.sum())

    logs, least = minimum(loss, [0.0, np.log(max(float(observed.mean()), 1.0)), 0.0, 0.0])
    # where nobody leaves, a is next to nothing beside b; every other end means that the data tell no parameter
    nobody_leaves = logs[2] - logs[3] < NOBODY
    if np.abs(logs[:2]).max() >= WIDEST or (logs[2:].max() >= WIDEST and not nobody_leaves):
        raise NotConvergedError
    r, alpha, a, b = exponentials(logs)
    return Purchasing(r, alpha, a, b, log_likelihood=-least * float(customers.sum()))


def fit_spending(count: Array, mean: Array) -> Spending:
    """The parameters of maximum likelihood. `count` (n,) purchases, each 1 or more, were worth `mean` (n,) above 0."""
    count, mean = spread(np.column_stack([count, mean])).T
    scale = float(np.median(mean))
    mean = mean / scale

    def loss(logs: Array) -> float:
        p, q, v = np.exp(logs)
        likelihood = gammaln(p * count + q) - gammaln(p * count) - gammaln(q) + q * np.log(v)
        likelihood += (p * count - 1) * np.log(mean) + p * count * np.log(count)
        likelihood -= (p * count + q) * np.log(v + count * mean)
        return -float(likelihood.mean())

    logs, _ = minimum(loss, [0.0, 1.0, 0.0])
    p, q, v = exponentials(logs)
    if np.abs(logs).max() >= WIDEST or q <= 1:  # with q up to 1 the mean over all customers has no end
        raise NotConvergedError
    return Spending(p, q, v * scale)


def spread(rows: Array) -> Array:
    """At most MOST of `rows` (n, columns), evenly from the sorted ones, so that neither order nor names decide which;
    and sums, whose last digits hang on their order, have one."""
    ordered = rows[np.lexsort(rows.T[::-1])]
    return ordered if len(ordered) <= MOST else ordered[np.linspace(0, len(ordered) - 1, MOST).astype(int)]


def minimum(loss: Callable[[Array], float], start: list[float]) -> tuple[Array, float]:
    """The logarithms of the parameters with the least loss, within WIDEST of 0, and that loss."""

    def inside(logs: Array) -> float:
        return loss(np.clip(logs, -WIDEST, WIDEST))

    with np.errstate(all="ignore"):  # steps of a search may leave what can be computed; its end may not
        rough = minimize(
            inside,
            np.array(start),
            method="Nelder-Mead",
            options={"maxiter": 4000, "xatol": 1e-4, "fatol": 1e-9},
        )
        fine = minimize(inside, rough.x, method="BFGS", options={"gtol": 1e-6})
        best = fine if np.isfinite(fine.fun) and fine.fun <= rough.fun else rough
    if not (rough.success and np.isfinite(best.fun)):
        raise NotConvergedError
    return np.clip(best.x, -WIDEST, WIDEST), float(best.fun)


def exponentials(logs: Array) -> list[float]:
    return [float(value) for value in np.exp(logs)]
