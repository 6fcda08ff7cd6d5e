"""Sums up the observations of each metric as `truth.json` has them."""

from datetime import UTC, datetime

import numpy as np

from customer_performance.demo.arrays import Array, Values
from customer_performance.demo.company import DAY, END, MONTH_SECONDS, MONTHS, TEAM_NAMES


def first_whole_month(at: Array) -> int:
    """The first of the months of MONTH_SECONDS that is known whole, where the first of these rows begins a table."""
    return int(np.searchsorted(MONTH_SECONDS, at.min() - DAY, "right"))


class Truth:
    """Metrics by id, each with its sums and its value: in total, by month and by team."""

    def __init__(self) -> None:
        self.metrics: dict[str, Values] = {}
        self.parts: dict[str, list[list[Array]]] = {}

    def add(
        self,
        metric: str,
        where: Array,
        at: Array,
        numerator: Array | float = 1.0,
        team: Array | None = None,
        aggregation: str = "ratio",
        scale: float = 1.0,
        denominator: Array | float = 1.0,
        in_months: Array | None = None,
    ) -> None:
        """Adds observations of a metric to those of earlier calls: the rows in `where` that lie not after the present.

        `team`: positions in TEAM_NAMES, -1 for none. `aggregation`: ratio, median, max or total. `in_months`: which of
        the rows count in their month; without it, all.
        """
        rows = np.flatnonzero(where & (at <= END))
        nobody = np.full(len(rows), -1) if team is None else team[rows]
        monthly = np.ones(len(rows), bool) if in_months is None else in_months[rows]
        numbers = [
            np.broadcast_to(np.asarray(values, float), where.shape)[rows]
            for values in (numerator, denominator)
        ]
        parts = self.parts.setdefault(metric, [])
        parts.append([at[rows], *numbers, nobody, monthly])
        times, values, weights, teams, is_monthly = (
            np.concatenate(column) for column in zip(*parts, strict=True)
        )
        months = np.where(is_monthly, np.searchsorted(MONTH_SECONDS, times, "right") - 1, -1)

        def cells(of: Array, names: list[str]) -> Values:
            return {
                name: summary(values[of == number], weights[of == number], aggregation, scale)
                for number, name in enumerate(names)
                if (of == number).any()
            }

        entry = {"aggregation": aggregation, "scale": scale, **summary(values, weights, aggregation, scale)}
        entry["by_month"] = cells(months, MONTHS)
        if (teams >= 0).any():
            entry["by_team"] = cells(teams, TEAM_NAMES)
        self.metrics[metric] = entry


def summary(values: Array, weights: Array, aggregation: str, scale: float) -> Values:
    """The figures of some observations: `values` are their numerators, `weights` their denominators."""
    result: Values = {
        "subjects": len(values),
        "numerator": float(values.sum()),
        "denominator": float(weights.sum()),
    }
    if aggregation == "median":
        result |= {"value": float(np.median(values)), "p90": float(np.percentile(values, 90))}
        result |= {"mean": float(values.mean())}
    elif aggregation == "max":
        result["value"] = float((values / weights).max())
    elif aggregation == "total":
        result["value"] = result["numerator"]
    else:
        result["value"] = scale * result["numerator"] / result["denominator"]
    return result


def as_text(instant: int) -> str:
    """An instant as `truth.json` has it: UTC, without a zone."""
    return datetime.fromtimestamp(instant, UTC).replace(tzinfo=None).isoformat(sep=" ")
