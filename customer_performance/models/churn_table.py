"""From the panel that dbt hands over to risks, and back to tables."""

import numpy as np
import pandas as pd
import pyarrow as pa

from customer_performance.models.arrays import rounded
from customer_performance.models.churn import REASONS, foretold, panel_of, risks

FOLDS = pa.schema(
    [
        ("features", pa.string()),
        ("method", pa.string()),
        ("checkpoint_at", pa.timestamp("us")),
        ("account_id", pa.string()),
        ("risk", pa.float64()),
    ]
)
RISKS = pa.schema(
    [
        ("account_id", pa.string()),
        ("method", pa.string()),
        ("risk", pa.float64()),
        ("risk_low", pa.float64()),
        ("risk_high", pa.float64()),
        *[
            field
            for number in range(1, REASONS + 1)
            for field in ((f"reason_{number}", pa.string()), (f"reason_{number}_effect", pa.float64()))
        ],
        ("trained_on_rows", pa.int64()),
    ]
)


def fold_risks(rows: pd.DataFrame, folds: pd.DataFrame) -> pa.Table:
    """What each past month's end would have said. `rows` are the model `churn_risk__features`, `folds`
    `churn_risk__folds`, in any order."""
    panel = panel_of(rows)
    past = np.sort(folds.loc[~folds["is_newest"].astype(bool), "checkpoint_at"].to_numpy("datetime64[us]"))
    tables = [FOLDS.empty_table()]
    for features, method, found, risk in foretold(panel, past):
        tables.append(
            pa.table(
                [
                    pa.array([features] * len(found)),
                    pa.array([method] * len(found)),
                    pa.array(panel.checkpoint[found]),
                    pa.array(panel.account[found].tolist(), pa.string()),
                    pa.array(rounded(risk)),
                ],
                schema=FOLDS,
            )
        )
    return pa.concat_tables(tables)


def newest_risks(rows: pd.DataFrame, folds: pd.DataFrame, record: pd.DataFrame) -> pa.Table:
    """What the newest month's end says, if what it says is published: `record` is the model `churn_risk_record`."""
    published = record[record["is_published"].astype(bool)]
    newest = folds.loc[folds["is_newest"].astype(bool), "checkpoint_at"].to_numpy("datetime64[us]")
    if published.empty or not len(newest):
        return RISKS.empty_table()
    panel = panel_of(rows)
    features, method = (str(published[name].iloc[0]) for name in ("features", "method"))
    found = risks(panel, newest[0], features, method)
    columns: dict[str, object] = {
        "account_id": panel.account[found.rows].tolist(),
        "method": [method] * len(found.rows),
        "risk": rounded(found.risk),
        "risk_low": rounded(found.low),
        "risk_high": rounded(found.high),
        "trained_on_rows": [len(found.learned.lost)] * len(found.rows),
    }
    for number in range(REASONS):
        given = [given[number] if number < len(given) else (None, None) for given in found.reasons]
        columns[f"reason_{number + 1}"] = [name for name, _ in given]
        columns[f"reason_{number + 1}_effect"] = [
            None if effect is None else float(rounded([effect])[0]) for _, effect in given
        ]
    return pa.table([pa.array(columns[field.name], field.type) for field in RISKS], schema=RISKS)
