"""From the purchases that dbt hands over to what is expected of each customer, and back to one table."""

from math import fsum

import numpy as np
import pandas as pd
import pyarrow as pa

from customer_performance.models.arrays import Array, rounded
from customer_performance.models.lifetime import NotConvergedError, fit_purchasing, fit_spending

WEEK = 7
FEWEST, FEWEST_AGAIN = 50, 30  # customers, and of them those who came back, below which nothing is estimated
CORRELATED = 0.3  # from here on what is spent hangs on how often, against what Gamma-Gamma supposes
BANDS = (0.1, 0.5)  # the tenth of whom most purchases are expected, and the half
PARAMETERS = ["r", "alpha", "a", "b", "log_likelihood", "p", "q", "v", "correlation"]
EXPECTED = ["purchases_expected", "probability_active", "value_expected"]
SCHEMA = pa.schema(
    [
        ("row_kind", pa.string()),  # customer, or origin
        ("origin_on", pa.date32()),
        ("customer_id", pa.string()),
        *[(name, pa.float64()) for name in EXPECTED],
        ("status", pa.string()),  # of an origin: fitted, too_few_customers or not_converged
        ("value_method", pa.string()),  # of an origin: gamma_gamma, band_mean, or none
        *[(name, pa.float64()) for name in PARAMETERS],
    ]
)


def purchases_expected(histories: pd.DataFrame) -> pa.Table:
    """What is expected of every customer from every origin. `histories` is the model
    `customer_lifetime_forecast__histories`, in any order."""
    tables = [SCHEMA.empty_table()]
    for _, customers in histories.groupby("origin_on"):  # in the order of the origins
        origin = pd.Timestamp(customers["origin_on"].iloc[0]).date()
        tables += from_origin(origin, customers.sort_values("customer_id"))
    return pa.concat_tables(tables)


def from_origin(origin: object, customers: pd.DataFrame) -> list[pa.Table]:
    x, t_x, observed, counts, means = (
        customers[name].to_numpy(dtype=float, na_value=np.nan)
        for name in ("purchases", "last_days", "observed_days", "priced_purchases", "mean_amount")
    )
    about: dict[str, object] = {"row_kind": "origin", "origin_on": origin}
    if len(x) < FEWEST or (x > 0).sum() < FEWEST_AGAIN:
        return [table([about | {"status": "too_few_customers"}])]
    ahead = float(customers["days_ahead"].iloc[0]) / WEEK
    try:
        model = fit_purchasing(x, t_x / WEEK, observed / WEEK)
        expected = model.expected(x, t_x / WEEK, observed / WEEK, ahead)
        spent, method, found = amounts(expected, counts, means)
    except NotConvergedError:
        return [table([about | {"status": "not_converged"}])]
    refunded = float(customers["refunded_share"].iloc[0])
    # of a single purchase the model says nothing: nobody leaves before the second
    active = np.where(x > 0, model.probability_active(x, t_x / WEEK, observed / WEEK), np.nan)
    columns = [
        pa.array(["customer"] * len(x)),
        pa.array([origin] * len(x), pa.date32()),
        pa.array(customers["customer_id"].tolist(), pa.string()),
        *[numbers(values) for values in (expected, active, expected * spent * (1 - refunded))],
    ]
    rest = [pa.nulls(len(x), field.type) for field in list(SCHEMA)[len(columns) :]]
    about |= {"status": "fitted", "value_method": method, **vars(model), **found}
    return [pa.table([*columns, *rest], schema=SCHEMA), table([about])]


def amounts(expected: Array, counts: Array, means: Array) -> tuple[Array, str | None, dict[str, float]]:
    """What each customer will spend on a purchase, by which method, and its parameters. `counts` (n,) purchases after
    the first, whose amount is known, were worth `means` (n,) each."""
    priced = (counts > 0) & (means > 0)
    if priced.sum() < FEWEST_AGAIN:
        return np.full(len(expected), np.nan), None, {}
    count, mean = np.where(priced, counts, 0), np.where(priced, means, 0)
    correlation = correlation_of(count[priced], mean[priced])
    if abs(correlation) < CORRELATED:
        model = fit_spending(count[priced], mean[priced])
        return model.mean(count, mean), "gamma_gamma", vars(model) | {"correlation": correlation}
    return band_means(expected, count, mean), "band_mean", {"correlation": correlation}


def correlation_of(count: Array, mean: Array) -> float:
    if np.ptp(count) == 0 or np.ptp(mean) == 0:
        return 0.0
    ordered = np.lexsort((mean, count))
    return float(np.corrcoef(count[ordered], mean[ordered])[0, 1])


def band_means(expected: Array, count: Array, mean: Array) -> Array:
    """The mean amount of a purchase in the band of each customer, the bands being by purchases expected; of a band
    without a known amount that of all."""
    places = np.searchsorted(np.sort(-rounded(expected)), -rounded(expected)) / len(expected)
    bands = np.digitize(places, BANDS)
    found = np.full(len(expected), fsum(count * mean) / count.sum())
    for band in range(len(BANDS) + 1):
        inside = bands == band
        if count[inside].sum() > 0:
            found[inside] = fsum(count[inside] * mean[inside]) / count[inside].sum()
    return found


def numbers(values: Array) -> pa.Array:
    known = rounded(values)
    return pa.array(known, pa.float64(), mask=~np.isfinite(known))


def table(rows: list[dict[str, object]]) -> pa.Table:
    return pa.table(
        [
            numbers([np.nan if row.get(field.name) is None else row[field.name] for row in rows])  # type: ignore[arg-type]
            if field.type == pa.float64()
            else pa.array([row.get(field.name) for row in rows], field.type)
            for field in SCHEMA
        ],
        schema=SCHEMA,
    )
