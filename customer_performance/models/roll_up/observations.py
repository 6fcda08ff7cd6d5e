"""The observations of one metric as numbers, and their order for a dimension."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from customer_performance.models.roll_up.exact import Exact
from customer_performance.models.roll_up.sorting import compact, order_by


@dataclass(frozen=True)
class Observations:
    """Observations of one metric model, each array (n,).

    `cluster`: whole numbers from 0, in the order of the clusters' codes, so that the order of rows changes nothing;
    `day`: days since the calendar's first one; `measure`: what quantiles are taken of, NaN where there is none;
    `subject`: whole numbers from 0, where distinct ones are counted; `is_at_end`: for snapshots, whether the
    observation is of the end of its period, by grain; `keys`: the key of the value of each dimension, or -1.
    """

    cluster: np.ndarray
    day: np.ndarray
    numerator: Exact
    denominator: Exact
    measure: np.ndarray | None = None
    subject: np.ndarray | None = None
    is_at_end: Mapping[str, np.ndarray] = field(default_factory=dict)
    keys: Mapping[str, np.ndarray] = field(default_factory=dict)

    def take(self, rows: np.ndarray) -> Observations:
        """Those rows, in that order."""

        def taken(array: np.ndarray | None) -> np.ndarray | None:
            return None if array is None else array[rows]

        return replace(
            self,
            cluster=self.cluster[rows],
            day=self.day[rows],
            numerator=self.numerator.take(rows),
            denominator=self.denominator.take(rows),
            measure=taken(self.measure),
            subject=taken(self.subject),
            is_at_end={grain: array[rows] for grain, array in self.is_at_end.items()},
            keys={dimension: array[rows] for dimension, array in self.keys.items()},
        )

    def measures(self) -> np.ndarray:
        """What quantiles are taken of; an error where no quantiles are wanted."""
        if self.measure is None:
            raise ValueError("these observations were read without a measure")
        return self.measure

    def sorted(self) -> Observations:
        """By cluster and day."""
        return self.take(order_by(*self.cluster_and_day()))

    def cluster_and_day(self) -> tuple[tuple[np.ndarray, int], tuple[np.ndarray, int]]:
        return (self.cluster, _values(self.cluster)), (self.day, _values(self.day))


@dataclass(frozen=True)
class Part:
    """The observations that have a value of one dimension, by cluster, value and day.

    `value`: (n,) the position of each observation's value in `value_keys`.
    """

    observations: Observations
    value: np.ndarray
    value_keys: np.ndarray

    def take(self, rows: np.ndarray) -> Part:
        return Part(self.observations.take(rows), self.value[rows], self.value_keys)


def part_for(observations: Observations, dimension: str) -> Part | None:
    """The observations, sorted by cluster and day, for a dimension; None where none has a value of it."""
    plain = replace(observations, keys={})
    if dimension == "all":
        return Part(plain, np.zeros(len(observations.day), np.int64), np.zeros(1, np.int64))
    key = observations.keys[dimension]
    rows = np.flatnonzero(key >= 0)
    if not len(rows):
        return None
    value, value_keys = compact(key[rows], int(key.max()) + 1)
    part = Part(plain if len(rows) == len(key) else plain.take(rows), value, value_keys)
    cluster = part.observations.cluster
    if np.any((cluster[1:] == cluster[:-1]) & (value[1:] != value[:-1])):
        by_cluster, by_day = part.observations.cluster_and_day()
        part = part.take(order_by(by_cluster, (value, len(value_keys)), by_day))
    return part


def _values(numbers: np.ndarray) -> int:
    return int(numbers.max(initial=0)) + 1
