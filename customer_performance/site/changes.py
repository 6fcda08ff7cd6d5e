"""Which changes are more than noise, when many are looked at together.

Each change gets the p-value that belongs to its interval (MOVER, as `change_is_significant`): below 5 % exactly
where that interval leaves out zero. Looking at sixty metrics, three would pass by chance alone; so the false
discovery rate is held to 5 % over all of them (Benjamini and Hochberg).
"""

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist

from customer_performance.site.metric import Cell

RATE = 0.05
Z = NormalDist().inv_cdf(0.975)


def p_value(cell: Cell) -> float | None:
    """Of the change from the period before; None where the change has no interval, or a period is not complete."""
    if cell.change_is_significant is None or cell.change is None or cell.previous_value is None:
        return None
    if cell.change >= 0:
        bound, previous_bound = cell.ci_low, cell.previous_high
    else:
        bound, previous_bound = cell.ci_high, cell.previous_low
    if bound is None or previous_bound is None:
        return None
    half_width = sqrt((cell.value - bound) ** 2 + (previous_bound - cell.previous_value) ** 2)
    if half_width == 0:
        return 0.0 if cell.change else 1.0
    return 2 * (1 - NormalDist().cdf(Z * abs(cell.change) / half_width))


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg's; a dozen lines here instead of the seconds that importing scipy.stats takes."""
    smallest, result = 1.0, [0.0] * len(p_values)
    ranked = sorted(range(len(p_values)), key=p_values.__getitem__)
    for rank in range(len(p_values), 0, -1):
        position = ranked[rank - 1]
        smallest = min(smallest, p_values[position] * len(p_values) / rank)
        result[position] = smallest
    return result


def clear_changes(cells: Sequence[Cell]) -> tuple[list[Cell], int]:
    """Of these, the cells whose change from the period before remains, clearest first, and how many were judged."""
    judged = [(cell, p) for cell in cells if (p := p_value(cell)) is not None]
    rates = adjusted([p for _, p in judged])
    kept = [
        (rate, p, cell.metric_id, cell) for (cell, p), rate in zip(judged, rates, strict=True) if rate <= RATE
    ]
    return [cell for *_, cell in sorted(kept, key=lambda found: found[:3])], len(judged)
