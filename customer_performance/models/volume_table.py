"""From the tables that dbt hands over to series, and back to one table."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa

from customer_performance.models.arrays import days_between, rounded
from customer_performance.models.volume import Row, Series, forecast

KEY = ["contact", "dimension", "dimension_value"]
MEASURES = ["mase", "rmsse", "wape", "bias", "weighted_quantile_loss", "coverage_80", "coverage_95"]
EXPECTED = ["expected", "low_80", "high_80", "low_95", "high_95"]
SCHEMA = pa.schema(
    [
        ("row_kind", pa.string()),  # forecast, backtest (date_on is its origin) or series (its last day)
        *[(name, pa.string()) for name in KEY],
        ("grain", pa.string()),
        ("method", pa.string()),
        ("date_on", pa.date32()),
        ("hour", pa.int32()),
        ("steps", pa.int32()),
        *[(name, pa.float64()) for name in [*EXPECTED, *MEASURES]],
        ("days", pa.int32()),
        ("is_level_shift", pa.bool_()),
    ]
)


def forecasts(days: pd.DataFrame, hours: pd.DataFrame) -> pa.Table:
    """One table with all that is made of all series. `days` and `hours` are the models
    `contact_volume_forecast__days` and `contact_volume_forecast__hours`, in any order."""
    rows: list[Row] = []
    of_hours = dict(iter(hours.groupby(KEY)))
    for key, of_days in days.groupby(KEY):  # in the order of the key
        days_ahead = int(days_between(date(of_days, "last_on"), date(of_days, "until_on")))
        found, record, about = forecast(series(of_days, of_hours.get(key)), days_ahead)
        named = dict(zip(KEY, key, strict=True))
        rows += [{"row_kind": "forecast", **named, **row} for row in found]
        rows += [{"row_kind": "backtest", **named, **row} for row in record]
        rows.append({"row_kind": "series", **named, **about})
    return pa.table([column(rows, field) for field in SCHEMA], schema=SCHEMA)


def date(rows: pd.DataFrame, name: str) -> np.datetime64:
    return rows[name].to_numpy().astype("datetime64[D]")[0]


def series(days: pd.DataFrame, hours: pd.DataFrame | None) -> Series:
    days = days.sort_values("date_on")
    dates = days["date_on"].to_numpy().astype("datetime64[D]")
    last = date(days, "last_on")
    counts = days["contacts"].to_numpy(dtype=float, na_value=np.nan)
    past = int(np.isfinite(counts).sum())
    holidays = days[["holiday_share", "after_holiday_share"]].to_numpy(dtype=float)
    if hours is None:
        return Series(dates, counts[:past], holidays, last)
    by_hour = np.zeros((len(dates), 24))
    is_open = np.zeros((len(dates), 24), bool)
    place = np.searchsorted(dates, hours["date_on"].to_numpy().astype("datetime64[D]"))
    hour = hours["hour"].to_numpy(dtype=int)
    by_hour[place, hour] = hours["contacts"].to_numpy(dtype=float, na_value=np.nan)
    is_open[place, hour] = True
    return Series(dates, counts[:past], holidays, last, by_hour[:past], is_open)


def column(rows: list[Row], field: pa.Field) -> pa.Array:
    values = [row.get(field.name) for row in rows]
    if field.name in (*EXPECTED, *MEASURES):
        known = rounded([np.nan if value is None else value for value in values])
        return pa.array(known, field.type, mask=~np.isfinite(known))
    return pa.array(list(plain(values)), field.type)


def plain(values: list[object]) -> Iterator[object]:
    """Numpy's dates and numbers as Python's own."""
    for value in values:
        yield value.item() if isinstance(value, np.generic) else value
