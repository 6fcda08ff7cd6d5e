"""The sums of each cell over its clusters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from customer_performance.models.roll_up.exact import product_sums_by
from customer_performance.models.roll_up.observations import Observations, Part, part_for
from customer_performance.models.roll_up.periods import Calendar
from customer_performance.models.roll_up.quantiles import SHARES, SortedCells, quantile_with_bounds
from customer_performance.models.roll_up.sorting import compact, order_by, run_starts

# A table's columns; a word stands for a column that has it in every row.
Columns = dict[str, np.ndarray | str]


@dataclass(frozen=True)
class Plan:
    """What is made of a metric's observations: the kinds of sums, and which cells, as {dimension: {grain: ...}}.

    The cells' values say whether the cell has quantiles, where the metric has some.
    """

    cells: Mapping[str, Mapping[str, bool]]
    is_ratio: bool = False
    is_total: bool = False
    is_balance: bool = False
    is_max: bool = False
    quantiles: tuple[str, ...] = ()


def sums_of_cells(
    observations: Observations, plan: Plan, calendars: Mapping[str, Calendar]
) -> Iterator[Columns]:
    """The sums of the wanted cells of each kind, grain and dimension; a ratio has none where its denominator is 0."""
    observations = observations.sorted()
    for dimension, grains in plan.cells.items():
        if part := part_for(observations, dimension):
            for grain, has_quantiles in grains.items():
                of_grain = _of_grain(part, grain, calendars[grain])
                if len(of_grain.value):
                    yield from _sums(of_grain, plan, grain, calendars[grain], has_quantiles)


def _of_grain(part: Part, grain: str, calendar: Calendar) -> Part:
    rows = part.observations
    counts = rows.is_at_end[grain] if rows.is_at_end else np.ones(len(rows.day), bool)
    if calendar.is_wanted is not None:
        counts = counts & calendar.wanted_days()[rows.day]
    return part if counts.all() else part.take(np.flatnonzero(counts))


def _sums(part: Part, plan: Plan, grain: str, calendar: Calendar, has_quantiles: bool) -> Iterator[Columns]:
    runs = _Runs(part, calendar)
    names = {"grain": grain, **runs.names()}
    if plan.is_ratio:
        yield _where(runs.denominators != 0, {"kind": "ratio", **names, **runs.sums(), **runs.products()})
    if plan.is_total:
        kind = "balance" if plan.is_balance else "total"
        yield {"kind": kind, **names, **runs.sums(distinct_clusters=True), **runs.extremes(plan.is_max)}
    if plan.quantiles and has_quantiles:
        yield from _quantiles(part, plan, names, calendar)


def _quantiles(part: Part, plan: Plan, names: Columns, calendar: Calendar) -> Iterator[Columns]:
    part = part.take(np.flatnonzero(~np.isnan(part.observations.measures())))
    if not len(part.value):
        return
    runs = _Runs(part, calendar)
    row_cell = np.repeat(runs.cell, runs.sizes)
    run_of_row = np.repeat(np.arange(len(runs.cell)), runs.sizes)
    values = part.observations.measures()
    cells = SortedCells(row_cell, values, runs.cells)
    sums = runs.sums(distinct_clusters=True)
    for name in plan.quantiles:
        estimate, low, high = quantile_with_bounds(
            cells, SHARES[name], row_cell, values, run_of_row, runs.cell
        )
        bounds = {"value": estimate, "ci_low": low, "ci_high": high}
        yield {"kind": name, "grain": names["grain"], **runs.names(), **sums, **bounds}


class _Runs:
    """The runs of rows of one cluster in one cell, and what they add up to."""

    def __init__(self, part: Part, calendar: Calendar) -> None:
        period = calendar.period_of_day[part.observations.day]
        self.rows = part.observations
        self.starts = run_starts(part.observations.cluster, part.value, period)
        self.sizes = np.diff(self.starts, append=len(period))
        periods = len(calendar.starts)
        number = part.value[self.starts] * periods + period[self.starts]
        self.cell, numbers = compact(number, periods * len(part.value_keys))
        self.cells = len(numbers)
        self.period_start = calendar.starts[numbers % periods]
        self.value_key = part.value_keys[numbers // periods]
        self.numerator = part.observations.numerator.sums_of_runs(self.starts)
        self.denominator = part.observations.denominator.sums_of_runs(self.starts)
        self.denominators = self.denominator.sums_by(self.cell, self.cells)

    def names(self) -> Columns:
        return {"period_start": self.period_start, "value_key": self.value_key.astype(np.int32)}

    def sums(self, distinct_clusters: bool = False) -> Columns:
        """Subjects, clusters (without `distinct_clusters` those alone that add to the denominator) and sums."""
        counted = self.cell if distinct_clusters else self.cell[self.denominator.floats() != 0]
        return {
            "subjects": np.bincount(self.cell, self.sizes, self.cells).astype(np.int64),
            "clusters": np.bincount(counted, minlength=self.cells),
            "numerator": self.numerator.sums_by(self.cell, self.cells),
            "denominator": self.denominators,
        }

    def products(self) -> Columns:
        numerator, denominator = self.numerator.floats(), self.denominator.floats()
        return {
            "numerator_squares": product_sums_by(self.cell, numerator, numerator, self.cells),
            "cross_products": product_sums_by(self.cell, numerator, denominator, self.cells),
            "denominator_squares": product_sums_by(self.cell, denominator, denominator, self.cells),
        }

    def extremes(self, is_max: bool) -> Columns:
        """The largest numerator, where it counts, and the number of distinct subjects, where the rows name them."""
        found: Columns = {}
        row_cell = np.repeat(self.cell, self.sizes)
        if is_max:
            largest = np.full(self.cells, -np.inf)
            np.maximum.at(largest, row_cell, self.rows.numerator.floats())
            found["largest"] = largest
        if self.rows.subject is not None:
            subjects = int(self.rows.subject.max(initial=0)) + 1
            order = order_by((row_cell, self.cells), (self.rows.subject, subjects))
            first = order[run_starts(row_cell[order], self.rows.subject[order])]
            found["distinct_subjects"] = np.bincount(row_cell[first], minlength=self.cells)
        return found


def _where(keep: np.ndarray, columns: Columns) -> Columns:
    return {
        name: column[keep] if isinstance(column, np.ndarray) else column for name, column in columns.items()
    }
