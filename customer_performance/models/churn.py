"""How likely each account is to be lost soon, as each month's end could know it, and why.

A panel has a row for each account and month's end: what was known then, and, once it is known, whether the account was
lost after. Whatever is learned at a month's end is learned from rows whose outcome was known by then.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from scipy.special import expit

from customer_performance.models.arrays import Array
from customer_performance.models.boosting import fit_boosted
from customer_performance.models.logistic import fit_logistic, medians_of

ABOUT = ["account_id", "checkpoint_at", "as_of_on", "outcome_known_at", "is_lost", "lost_at"]
# Which features a risk is told from: all, or only what is known before the customer says that it will leave.
LEFT_OUT: dict[str, set[str]] = {"all": set(), "without_notice": {"has_asked_to_cancel"}}
MOST_ROWS = 30_000  # account-months from which is learned; of more, whole accounts are left out
REFITS = 50  # their standard deviation is as sure as the outer fortieths of 200
REACH = 1.959963984540054  # standard deviations on each side hold 95 % of a normal distribution
REASONS = 3
SEED = 20240229


class Model(Protocol):
    def log_odds(self, values: Array) -> Array: ...


METHODS: dict[str, Callable[[Array, Array, Array], Model]] = {
    "logistic": fit_logistic,
    "boosted": fit_boosted,
}


@dataclass(frozen=True)
class Panel:
    """Rows in an order that neither names nor the database decide, so that sums have the same last digits."""

    features: list[str]
    values: Array  # (n, features), NaN where unknown
    lost: Array  # NaN where not known yet
    known_at: Array
    checkpoint: Array
    account: Array


@dataclass(frozen=True)
class Lesson:
    """What can be learned at one month's end, from those of `places` among the panel's features that say anything."""

    places: Array
    values: Array
    lost: Array
    cluster: Array  # (n,) the number of the account

    @property
    def is_telling(self) -> bool:
        return 0 < self.lost.sum() < len(self.lost)

    def fit(self, method: str, weights: Array | None = None) -> Model:
        return METHODS[method](
            self.values, self.lost, np.ones(len(self.lost)) if weights is None else weights
        )


def panel_of(rows: pd.DataFrame) -> Panel:
    """`rows` is the model `churn_risk__features`, in any order; all columns but ABOUT are features."""
    names = [name for name in rows.columns if name not in ABOUT]
    values = np.column_stack([rows[name].to_numpy(dtype=float, na_value=np.nan) for name in names])
    lost = rows["is_lost"].to_numpy(dtype=float, na_value=np.nan)
    known_at, checkpoint = (
        rows[name].to_numpy("datetime64[us]") for name in ("outcome_known_at", "checkpoint_at")
    )
    order = np.lexsort([lost, *values.T[::-1], checkpoint])
    account = rows["account_id"].to_numpy(object)[order]
    return Panel(names, values[order], lost[order], known_at[order], checkpoint[order], account)


def lesson(panel: Panel, checkpoint: np.datetime64, features: str) -> Lesson:
    """`features` is a key of LEFT_OUT."""
    known = np.flatnonzero((panel.known_at <= checkpoint) & ~np.isnan(panel.lost))
    cluster, _ = pd.factorize(panel.account[known])  # in the order of the rows, whatever the names are
    every = max(-(-len(known) // MOST_ROWS), 1)
    kept = cluster % every == 0
    known, cluster = known[kept], cluster[kept] // every
    values = panel.values[known]
    told = [
        name not in LEFT_OUT[features] and len(np.unique(values[:, place])) > 1
        for place, name in enumerate(panel.features)
    ]
    places = np.flatnonzero(told)
    return Lesson(places, values[:, places], panel.lost[known], cluster)


def foretold(panel: Panel, checkpoints: Array) -> Iterator[tuple[str, str, Array, Array]]:
    """For each of `checkpoints`: features, method, the panel's rows of that month, and their risks."""
    for checkpoint in checkpoints:
        rows = np.flatnonzero(panel.checkpoint == checkpoint)
        for features in LEFT_OUT:
            learned = lesson(panel, checkpoint, features)
            if learned.is_telling:
                values = panel.values[np.ix_(rows, learned.places)]
                for method in METHODS:
                    yield features, method, rows, expit(learned.fit(method).log_odds(values))


@dataclass(frozen=True)
class Risks:
    """The panel's rows of one month: how likely each is to be lost, within which bounds, and for what reasons."""

    rows: Array
    risk: Array
    low: Array
    high: Array
    reasons: list[list[tuple[str, float]]]
    learned: Lesson


def risks(panel: Panel, checkpoint: np.datetime64, features: str, method: str) -> Risks:
    learned = lesson(panel, checkpoint, features)
    rows = np.flatnonzero(panel.checkpoint == checkpoint)
    values = panel.values[np.ix_(rows, learned.places)]
    model = learned.fit(method)
    log_odds = model.log_odds(values)
    reach = REACH * np.std(list(refits(learned, method, values)), axis=0, ddof=1)
    names = [panel.features[place] for place in learned.places]
    found = reasons(model, values, names)
    low, risk, high = (expit(log_odds + side * reach) for side in (-1, 0, 1))
    return Risks(rows, risk, low, high, found, learned)


def refits(learned: Lesson, method: str, values: Array) -> Iterator[Array]:
    """The log-odds by as many lessons as REFITS, each of as many accounts, drawn with replacement."""
    rng = np.random.default_rng(SEED)
    accounts = int(learned.cluster.max()) + 1
    for _ in range(REFITS):
        drawn = np.bincount(rng.integers(0, accounts, accounts), minlength=accounts)[learned.cluster]
        if 0 < drawn @ learned.lost < drawn.sum():
            yield learned.fit(method, drawn.astype(float)).log_odds(values)


def reasons(model: Model, values: Array, features: list[str]) -> list[list[tuple[str, float]]]:
    """Of each row, the features that raise its log-odds most against what they are with the median account, by how
    much; of a sum over features that is what each adds to it. What is unknown of an account is no reason."""
    usual = medians_of(values)
    found = model.log_odds(values)
    effects = np.empty(values.shape)
    for place in range(values.shape[1]):
        other = values.copy()
        other[:, place] = usual[place]
        effects[:, place] = found - model.log_odds(other)
    effects = np.where(np.isnan(values), 0.0, effects)
    order = np.argsort(-effects, axis=1, kind="stable")[:, :REASONS]
    return [
        [(features[place], float(row[place])) for place in places if row[place] > 0]
        for row, places in zip(effects, order, strict=True)
    ]
