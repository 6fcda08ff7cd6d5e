"""What became of accounts by how they had fared by a CPI: the worst, middle and best third, raw and adjusted."""

from typing import Any

import numpy as np
import pandas as pd

from customer_performance.models.links import Pair, as_table, pairs_of, standing
from customer_performance.models.regression import Floats, basis_of, designs_of

FEWEST_ACCOUNTS = 5  # fewer would say something about each of them
THIRDS = ["worst", "middle", "best"]
COLUMNS = ["metric_id", "outcome", "dose", "dose_number", "subjects", "clusters", "exposure_value"]
COLUMNS += ["value", "adjusted_value", "ci_low", "ci_high"]


def doses(
    account_months: pd.DataFrame, outcomes: pd.DataFrame, exposures: pd.DataFrame, pairs: pd.DataFrame
) -> pd.DataFrame:
    panel = standing(account_months, outcomes)
    rows = [
        row for _, pair in pairs_of(panel, exposures, pairs) if pair is not None for row in doses_of(pair)
    ]
    return as_table(rows, COLUMNS)


def doses_of(pair: Pair) -> list[dict[str, Any]]:
    numerator, denominator = pair.numerator, pair.denominator
    names, dose = split(numerator / denominator, pair.row.direction)
    sizes = [len(np.unique(pair.cluster[dose == number])) for number in range(len(names))]
    if min(sizes) < FEWEST_ACCOUNTS:
        return []
    # About their means, so that the coefficient of a dose is the outcome of an account like all together.
    is_in = np.column_stack([(dose == number).astype(float) for number in range(len(names))])
    designs = designs_of(is_in, basis_of(centred(pair.controls)), pair.cluster)
    rows = []
    for number, (name, design) in enumerate(zip(names, designs, strict=True)):
        here = dose == number
        found = design.slope(pair.outcome) if design else None
        low, high = bounds(found.low, found.high, pair.row.outcome) if found else (None, None)
        rows.append({
            "metric_id": pair.row.metric_id,
            "outcome": pair.row.outcome,
            "dose": name,
            "dose_number": number + 1,
            "subjects": int(here.sum()),
            "clusters": sizes[number],
            "exposure_value": numerator[here].sum() / denominator[here].sum(),
            "value": pair.outcome[here].mean(),
            "adjusted_value": found.effect if found else None,
            "ci_low": low,
            "ci_high": high,
        })  # fmt: skip
    return rows


def centred(controls: Floats) -> Floats:
    """The columns about their means, without those that are the same everywhere, but for rounding."""
    moved = controls - controls.mean(axis=0)
    return moved[:, np.abs(moved).max(axis=0) > 1e-9 * np.maximum(np.abs(controls).max(axis=0), 1e-300)]


def split(values: Floats, direction: int) -> tuple[list[str], np.ndarray]:
    """The names of the doses from the worst on, and each value's; thirds, unless ties make them uneven."""
    towards_better = direction * values
    low, high = np.quantile(towards_better, [1 / 3, 2 / 3])
    dose = (towards_better > low).astype(int) + (towards_better > high)
    sizes = np.bincount(dose, minlength=3)
    if sizes.min() >= 0.2 * len(values):
        return THIRDS, dose
    tied = float(np.median(values))
    if tied == 0 and values.min() == 0:
        is_some = (values > 0).astype(int)
        # None of something good is the worse dose, none of something bad the better one.
        return (["none", "some"], is_some) if direction > 0 else (["some", "none"], 1 - is_some)
    # The common value goes with those beyond it, unless there is nothing on its other side.
    is_best = (towards_better >= direction * tied).astype(int)
    if is_best.all():
        is_best = (towards_better > direction * tied).astype(int)
    return ["worst", "best"], is_best


def bounds(low: float, high: float, outcome: str) -> tuple[float, float]:
    """A share lies between 0 and 100 %."""
    return (low, high) if outcome == "mrr_change" else (max(low, 0.0), min(high, 100.0))
