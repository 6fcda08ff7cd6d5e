"""Which changes are more than noise, when many are looked at together.

Each change gets the p-value that belongs to its interval (MOVER, as `change_is_significant`): below 5 % exactly
where that interval leaves out zero. Looking at sixty metrics, three would pass by chance alone; so the false
discovery rate is held to 5 % over all of them (Benjamini and Hochberg).
"""

from math import sqrt
from statistics import NormalDist

RATE = 0.05
Z = NormalDist().inv_cdf(0.975)


def p_value(row: dict) -> float | None:
    """None where the change has no interval, or a period is not complete."""
    if row["change_is_significant"] is None:
        return None
    towards = ("ci_low", "previous_high") if row["change"] >= 0 else ("ci_high", "previous_low")
    half_width = sqrt((row["value"] - row[towards[0]]) ** 2 + (row[towards[1]] - row["previous_value"]) ** 2)
    if half_width == 0:
        return 0.0 if row["change"] else 1.0
    return 2 * (1 - NormalDist().cdf(Z * abs(row["change"]) / half_width))


def adjusted(p_values: list[float]) -> list[float]:
    """Benjamini and Hochberg's; a dozen lines here instead of the seconds that importing scipy.stats takes."""
    smallest, result = 1.0, [0.0] * len(p_values)
    ranked = sorted(range(len(p_values)), key=p_values.__getitem__)
    for rank in range(len(p_values), 0, -1):
        position = ranked[rank - 1]
        smallest = min(smallest, p_values[position] * len(p_values) / rank)
        result[position] = smallest
    return result


def clear_changes(rows: list[dict]) -> tuple[list[dict], int]:
    """The changes that remain, clearest first, and how many were looked at."""
    tried = [(row, p) for row in rows if (p := p_value(row)) is not None]
    rates = adjusted([p for _, p in tried])
    kept = [row | {"p": p, "adjusted": q} for (row, p), q in zip(tried, rates, strict=True) if q <= RATE]
    return sorted(kept, key=lambda row: (row["adjusted"], row["p"], row["metric_id"])), len(tried)
