"""Which CPI goes with which later outcome of an account: one regression for each pair, and one for its placebo."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from customer_performance.models.arrays import rounded
from customer_performance.models.regression import Floats, Integers, basis_of, slope

PRIOR_SUBJECTS = 3  # an account's value is drawn towards the company's as by so many subjects of it
CUT = (0.01, 0.99)  # exposures beyond these quantiles count as being there
MOST_ROWS = 200_000  # of account-months; of more, whole accounts are left out
DIGITS = 7  # so many digits of a figure are the same whatever the order of the sums
POINTS = 100.0
OUTCOMES = ["is_lost", "mrr_change", "is_expanded", "is_referring", "is_ordering"]
# What an account did before it fared as it did. It cannot have been lost before.
PLACEBOS = {"is_lost": "mrr_change"}
CATEGORIES = ["month_start_on", "plan", "segment", "region", "customer_type"]
KEY = ["account_id", "checkpoint_at"]
COLUMNS_OF_EXPOSURES = {"position": int, "numerator": float, "denominator": float, "subjects": float}


@dataclass(frozen=True)
class Pair:
    """The account-months of one CPI and one outcome, in the order of accounts; `position`: where each stands in the
    panel."""

    row: Any
    position: Integers
    numerator: Floats
    denominator: Floats
    exposure: Floats
    outcome: Floats
    controls: Floats
    cluster: Integers


def standing(account_months: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """The account-months in the order of their key, with what came after each and the same of just before."""
    panel = sampled(account_months)
    for role, prefix in (("outcome", ""), ("control", "earlier_")):
        part = outcomes.loc[outcomes["role"] == role, [*KEY, *OUTCOMES]]
        panel = panel.merge(
            part.rename(columns={name: prefix + name for name in OUTCOMES}), on=KEY, how="left"
        )
    return panel.sort_values(KEY, kind="stable", ignore_index=True)


def sampled(account_months: pd.DataFrame) -> pd.DataFrame:
    """Of more than MOST_ROWS account-months, those of every so many accounts by their beginning; else all."""
    every = -(-len(account_months) // MOST_ROWS)
    if every <= 1:
        return account_months
    # Not by the account's id, which may be a pseudonym and then differs from build to build.
    first = account_months.groupby("account_id")[["started_at", "tenure_days", "ticket_count"]].min()
    order = first.sort_values(["started_at", "tenure_days", "ticket_count"], kind="stable").index
    return account_months[account_months["account_id"].isin(order[::every])]


def controls_of(panel: pd.DataFrame) -> dict[str, Floats]:
    """What else may move each outcome, as columns: the month, what kind of account it is, how old, large and busy."""
    columns: list[Floats] = [np.ones(len(panel))]
    for category in CATEGORIES:
        codes, _ = pd.factorize(panel[category].astype("string").fillna(""), sort=True)
        columns += [(codes == code).astype(float) for code in range(1, codes.max(initial=0) + 1)]
    for amount in ("tenure_days", "mrr_amount", "ticket_count"):
        values = panel[amount].astype(float).to_numpy()
        size = np.asarray(np.log1p(np.nan_to_num(np.maximum(values, 0))), float)
        columns += [size, np.asarray(np.isnan(values), float)]
    columns.append(np.asarray(panel["is_term_ending"], float))
    controls = dict.fromkeys(OUTCOMES, np.column_stack(columns))
    for outcome in ("is_referring", "is_ordering"):
        earlier = panel[f"earlier_{outcome}"].astype(float).to_numpy()
        controls[outcome] = np.column_stack([controls[outcome], np.nan_to_num(earlier), np.isnan(earlier)])
    return controls


def exposure_values(numerator: Floats, denominator: Floats, subjects: Floats, is_duration: bool) -> Floats:
    """The value of each account-month, drawn towards the company's; of durations, its logarithm."""
    company = numerator.sum() / denominator.sum()
    prior = PRIOR_SUBJECTS * denominator.sum() / subjects.sum()
    values = (numerator + prior * company) / (denominator + prior)
    return np.log1p(np.maximum(values, 0)) if is_duration else values


def standardised(values: Floats) -> Floats | None:
    """Cut at the quantiles CUT, with mean 0 and standard deviation 1; None where they hardly differ."""
    cut = np.clip(values, *np.quantile(values, CUT))
    spread = cut.std(ddof=1) if len(cut) > 1 else 0.0
    return (cut - cut.mean()) / spread if spread > 1e-9 * max(abs(cut).max(), 1e-300) else None


def pairs_of(
    panel: pd.DataFrame, exposures: pd.DataFrame, pairs: pd.DataFrame
) -> Iterator[tuple[Any, Pair | None]]:
    """Every pair with its rows; None where there is nothing to estimate. `panel`: as `standing` gives it."""
    position = panel[KEY].assign(position=np.arange(len(panel)))
    cluster, _ = pd.factorize(panel["account_id"], sort=True)
    outcomes = {name: panel[name].astype(float).to_numpy() for name in OUTCOMES}
    controls = controls_of(panel)
    placed = exposures.merge(position, on=KEY).sort_values(["metric_id", "position"], kind="stable")
    by_metric = {
        metric_id: [found[name].to_numpy(kind) for name, kind in COLUMNS_OF_EXPOSURES.items()]
        for metric_id, found in placed.groupby("metric_id")
    }
    row: Any
    for row in pairs.sort_values(["metric_id", "outcome"]).itertuples():
        if row.metric_id not in by_metric:
            yield row, None
            continue
        outcome = outcomes[row.outcome]
        is_known = ~np.isnan(outcome[by_metric[row.metric_id][0]])
        rows, numerator, denominator, subjects = (column[is_known] for column in by_metric[row.metric_id])
        values = None
        if len(rows):
            values = standardised(exposure_values(numerator, denominator, subjects, bool(row.is_duration)))
        if values is None:
            yield row, None
            continue
        beside = controls[row.outcome][rows]
        yield (
            row,
            Pair(row, rows, numerator, denominator, values, outcome[rows] * POINTS, beside, cluster[rows]),
        )


def estimate(
    account_months: pd.DataFrame, outcomes: pd.DataFrame, exposures: pd.DataFrame, pairs: pd.DataFrame
) -> pd.DataFrame:
    """A row for each pair: how many there were of what, the slope towards the better side of the CPI, its placebo."""
    panel = standing(account_months, outcomes)
    before = placebo_outcomes(panel, outcomes)
    results = [estimate_pair(row, pair, before) for row, pair in pairs_of(panel, exposures, pairs)]
    return as_table(results, list(blank_result()))


def placebo_outcomes(panel: pd.DataFrame, outcomes: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """What each account-month's account did before the exposure, by how far the metric looks ahead."""
    found = outcomes[outcomes["role"] == "placebo"]
    before = {}
    for ahead in sorted({int(days) for days in found["look_ahead_days"]}):
        part = found[found["look_ahead_days"] == ahead]
        before[ahead] = panel[KEY].merge(part, on=KEY, how="left")[OUTCOMES].astype(float)
    return before


def blank_result() -> dict[str, Any]:
    names = ["metric_id", "outcome", "accounts", "account_months", "events", "event_accounts"]
    names += ["effective_clusters", "effect", "effect_low", "effect_high", "p_value", "robustness_value"]
    return dict.fromkeys([*names, "placebo_effect", "placebo_p_value"])


def estimate_pair(row: Any, pair: Pair | None, before: dict[int, pd.DataFrame]) -> dict[str, Any]:
    result = blank_result() | {"metric_id": row.metric_id, "outcome": row.outcome}
    result |= dict.fromkeys(["accounts", "account_months", "events", "event_accounts"], 0)
    if pair is None:
        return result
    happens = pair.outcome != 0
    result |= {
        "accounts": len(np.unique(pair.cluster)),
        "account_months": len(pair.cluster),
        "events": int(happens.sum()),
        "event_accounts": len(np.unique(pair.cluster[happens])),
    }
    towards_better = row.direction * pair.exposure
    found = slope(towards_better, pair.outcome, basis_of(pair.controls), pair.cluster)
    if found:
        result |= {
            "effective_clusters": found.effective_clusters,
            "effect": found.effect,
            "effect_low": found.low,
            "effect_high": found.high,
            "p_value": found.p_value,
            "robustness_value": found.robustness,
        }
    if row.look_ahead_days not in before:
        return result
    values = before[row.look_ahead_days][PLACEBOS.get(row.outcome, row.outcome)].to_numpy()
    values = values[pair.position] * POINTS
    known = ~np.isnan(values)
    if known.any():
        placebo = slope(
            towards_better[known], values[known], basis_of(pair.controls[known]), pair.cluster[known]
        )
        if placebo:
            result |= {"placebo_effect": placebo.effect, "placebo_p_value": placebo.p_value}
    return result


def as_table(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Every figure to DIGITS digits, and with the type that it has in a table without rows, too."""
    table = pd.DataFrame(rows, columns=list(columns))
    counts = {"accounts", "account_months", "events", "event_accounts", "subjects", "clusters", "dose_number"}
    for name in columns:
        if name in counts:
            table[name] = table[name].astype("int64")
        elif name in ("metric_id", "outcome", "dose"):
            table[name] = table[name].astype("object")
        else:
            # A p-value may be as small as it is.
            table[name] = rounded(table[name].to_numpy(float), DIGITS, nothing=0.0)
    return table
