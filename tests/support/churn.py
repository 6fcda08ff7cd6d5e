"""A made-up panel of accounts and month ends, in the shape of `churn_risk__features`."""

import numpy as np
import pandas as pd

MONTHS = pd.date_range("2022-02-01", "2024-07-01", freq="MS")
KNOWN_AFTER = pd.Timedelta(days=122)


def panel(signal: float, notice: float = 0.0, accounts: int = 150, seed: int = 0) -> pd.DataFrame:
    """Accounts that begin over time and are lost by chance: `signal` is how far the use of one that will be lost within
    90 days has fallen, in deviations, and `notice` the share of these that have said so."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(accounts):
        start = MONTHS[0] - pd.Timedelta(days=1) + pd.Timedelta(days=int(rng.integers(0, 600)))
        lost_at = start + pd.Timedelta(days=60 + rng.exponential(700))
        size = rng.normal(5, 1)
        for at in MONTHS[(start <= MONTHS) & (lost_at > MONTHS)]:
            is_lost = float(lost_at < at + pd.Timedelta(days=90))
            use = rng.normal(size / 5 - signal * is_lost)
            rows.append(
                {
                    "account_id": f"a{number:03}",
                    "checkpoint_at": at,
                    "as_of_on": at - pd.Timedelta(days=1),
                    "outcome_known_at": at + KNOWN_AFTER,
                    "is_lost": is_lost,
                    "lost_at": lost_at if is_lost else pd.NaT,
                    "has_asked_to_cancel": float(is_lost and rng.random() < notice),
                    "days_since_use": np.nan if rng.random() < 0.1 else 10 * np.exp(-use),
                    "use_count": use,
                    "mrr_amount": np.exp(size),
                    "never": 0.0,
                }
            )
    found = pd.DataFrame(rows)
    found.loc[found["outcome_known_at"] > MONTHS[-1], "is_lost"] = np.nan
    return found


def folds(rows: pd.DataFrame) -> pd.DataFrame:
    """The month ends of the panel by which ten accounts were known to be lost, and the newest."""
    known = [rows.loc[rows["outcome_known_at"] <= at, "lost_at"].nunique() for at in MONTHS]
    is_fold = [
        count >= 10 and bool(rows.loc[rows["checkpoint_at"] == at, "is_lost"].notna().all())
        for at, count in zip(MONTHS, known, strict=True)
    ]
    is_newest = MONTHS[-1] == MONTHS
    return pd.DataFrame({"checkpoint_at": MONTHS, "is_newest": is_newest})[is_newest | is_fold]
