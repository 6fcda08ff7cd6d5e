"""From the loads that dbt hands over to agents by the hour."""

from functools import cache
from math import inf
from typing import Any

import pandas as pd
import pyarrow as pa

from customer_performance.models.arrays import rounded
from customer_performance.models.erlang import agents_needed, agents_with_absences, answered_in_time

HOUR = 3600
LEAST = 1  # a desk that is open has somebody at it
SCHEMA = pa.schema(
    [
        ("dimension", pa.string()),
        ("dimension_value", pa.string()),
        ("starts_at", pa.timestamp("us")),
        ("agents_for_target", pa.int32()),
        ("agents_at_high", pa.int32()),
        ("agents_to_schedule", pa.int32()),
        ("expected_share", pa.float64()),
    ]
)


def agents(loads: pd.DataFrame) -> pa.Table:
    """The agents at the telephone for what is expected, and for the upper bound of it, where there is one; those to
    schedule for what is expected; and the share of calls that is then answered in time. `loads` is the model
    `staffing_need__loads`, in any order."""
    loads = loads.sort_values(["dimension", "dimension_value", "starts_at"])
    needed = cache(agents_needed)
    columns: dict[str, list[Any]] = {name: [] for name in SCHEMA.names[3:]}
    for row in loads.to_dict("records"):
        patience = inf if pd.isna(row["patience_seconds"]) else row["patience_seconds"]
        times = (row["handle_seconds"], row["answered_within_seconds"])
        load, high = (row[calls] * row["handle_seconds"] / HOUR for calls in ("expected_calls", "high_calls"))
        count = max(needed(load, *times, row["answered_share"], patience), LEAST)
        at_high = None
        if not pd.isna(high):
            at_high = max(needed(high, *times, row["answered_share"], patience), LEAST)
        columns["agents_for_target"].append(count)
        columns["agents_at_high"].append(at_high)
        columns["agents_to_schedule"].append(agents_with_absences(count, row["shrinkage"]))
        columns["expected_share"].append(answered_in_time(count, load, *times, patience))
    columns["expected_share"] = list(rounded(columns["expected_share"]))
    keys = {name: loads[name].to_list() for name in SCHEMA.names[:3]}
    return pa.table({**keys, **columns}, schema=SCHEMA)
