"""From dbt's tables to one table, the same bytes whatever the order of rows and the number of threads."""

import hashlib
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute
import pyarrow.ipc
import pytest

from customer_performance.models.volume_table import SCHEMA, forecasts

LAST = pd.Timestamp("2024-12-31")
DAYS = ["contact", "dimension", "dimension_value", "date_on", "last_on", "until_on"]
DAYS += ["holiday_share", "after_holiday_share", "contacts"]
HOURS = ["contact", "dimension", "dimension_value", "date_on", "hour", "contacts"]


def tables() -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(5)
    dates = pd.date_range("2023-06-01", LAST + pd.Timedelta(days=28))
    days, hours = [], []
    for contact, value in (("call", "all"), ("ticket", "all"), ("ticket", "Billing")):
        for date in dates:
            is_past = date <= LAST
            of_hours = rng.poisson(1.5, 3)
            row = {
                "contact": contact,
                "dimension": "all" if value == "all" else "team",
                "dimension_value": value,
            }
            row |= {"date_on": date, "last_on": LAST, "until_on": dates[-1]}
            count = int(of_hours.sum()) if is_past else None
            days.append(row | {"holiday_share": 0.0, "after_holiday_share": 0.0, "contacts": count})
            if contact == "call":
                for hour, calls in enumerate(of_hours, 9):
                    hours.append(row | {"hour": hour, "contacts": int(calls) if is_past else None})
    return pd.DataFrame(days)[DAYS], pd.DataFrame(hours)[HOURS]


def digest(table: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()


def test_each_series_has_its_rows():
    found = forecasts(*tables()).to_pandas()
    assert found.groupby("row_kind").size().to_dict() == {
        "forecast": 4 * (3 * 28 + 3 * 28),
        "backtest": 4 * 4 * 26,
        "series": 3,
    }
    assert set(found.loc[found["grain"] == "hour", "contact"]) == {"call"}


def test_the_order_of_rows_changes_nothing():
    days, hours = tables()
    turned = forecasts(days.iloc[::-1], hours.sample(frac=1, random_state=1))
    assert digest(turned) == digest(forecasts(days, hours))


@pytest.mark.slow
def test_the_number_of_threads_changes_nothing():
    program = "from tests.unit.models.test_volume_table import *; print(digest(forecasts(*tables())))"
    said = set()
    for threads in ("1", "2"):
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
        environment = os.environ | dict.fromkeys(names, threads)
        run = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
        )
        said.add(run.stdout.strip())
    assert said == {digest(forecasts(*tables()))}


def test_nothing_gives_an_empty_table_of_the_right_columns():
    found = forecasts(pd.DataFrame(columns=DAYS), pd.DataFrame(columns=HOURS))
    assert found.schema == SCHEMA
    assert found.num_rows == 0


def test_what_is_not_known_is_null_and_not_nan():
    days, hours = tables()
    few = days[days["date_on"] > LAST - pd.Timedelta(days=150)]
    found = forecasts(few, hours[:0])
    assert found["low_95"].null_count == found.num_rows
    foretold = found.filter(pa.compute.equal(found["row_kind"], "forecast"))
    assert foretold["expected"].null_count == 0
