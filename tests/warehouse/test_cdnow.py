"""The log of CDNOW, a shop of 1997, landed as plain orders: what the warehouse counts is what pandas counts."""

import json
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
from customer_performance.models.lifetime import fit_purchasing, fit_spending
from tests.support.feeding import feeding

AS_OF = pd.Timestamp("1998-06-30 23:59:59")
YEAR = pd.Timedelta(days=365)
WEEK = pd.Timedelta(days=7)
ORIGIN = pd.Timestamp("1997-06-30")  # the last month's end whose 365 days the log has
METRICS = [
    "kpi_new_customers",
    "kpi_repeat_purchase_rate",
    "kpi_customer_lifetime_value",
    "kpi_customer_churn_rate",
]
LIFETIME = ["customer_lifetime_forecast", "customer_lifetime_forecast_totals"]
COLUMNS = ["customer", "date", "units", "amount"]


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
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
    return next(Path(folder).glob("*.tar.gz"))


def read(archive: Path, file: str, names: list[str], header: int | None) -> pd.DataFrame:
    with tarfile.open(archive) as content:
        name = next(name for name in content.getnames() if name.endswith(f"/{file}"))
        log = pd.read_csv(
            content.extractfile(name),
            sep=r"\s+",
            header=header,
            names=names,
            dtype={"customer": str, "date": str},
        )
    log["date"] = pd.to_datetime(log["date"], format="%Y%m%d")
    return log


@pytest.fixture(scope="module")
def log(archive) -> pd.DataFrame:
    return read(archive, "CDNOW_master.txt", COLUMNS, header=0)


@pytest.fixture(scope="module")
def sample(archive) -> pd.DataFrame:
    """What each of the 2,357 customers of the published sample had bought in the first 39 weeks."""
    log = read(archive, "CDNOW_sample.txt", ["master", *COLUMNS], header=None)
    end = pd.Timestamp("1997-09-30")
    days = log[log["date"] <= end].groupby(["customer", "date"], as_index=False)["amount"].sum()
    days["first"] = days.groupby("customer")["date"].transform("min")
    found = days.groupby("customer")["date"].agg(["min", "max", "size"])
    again = days[days["date"] > days["first"]].groupby("customer")["amount"].mean()
    return pd.DataFrame(
        {
            "x": found["size"] - 1.0,
            "t_x": (found["max"] - found["min"]) / WEEK,
            "observed": (end - found["min"]) / WEEK,
            "mean": again,
        }
    )


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
    wanted = [f"+{metric}" for metric in [*METRICS, *LIFETIME]]
    variables = json.dumps({"as_of": str(AS_OF), "sources": feeding(landing)})
    run_dbt(layout, "build", *kinds, "--select", *wanted, variables=variables)
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


def test_purchasing_has_the_published_parameters(sample):
    """Fader, Hardie and Lee, 2005, table 2."""
    assert len(sample) == 2_357
    found = fit_purchasing(*(sample[name].to_numpy() for name in ("x", "t_x", "observed")))
    assert (found.r, found.alpha, found.a, found.b) == pytest.approx((0.243, 4.414, 0.793, 2.426), abs=1e-3)
    assert found.log_likelihood == pytest.approx(-9_582.4, abs=0.1)


def test_spending_has_the_published_parameters(sample):
    """Fader and Hardie, 2013: of the 946 who came back."""
    again = sample[sample["x"] > 0]
    assert len(again) == 946
    found = fit_spending(again["x"].to_numpy(), again["mean"].to_numpy())
    assert (found.p, found.q, found.v) == pytest.approx((6.25, 3.74, 15.45), abs=0.01)


@pytest.fixture(scope="module")
def came(bought) -> pd.DataFrame:
    """The days with a purchase in the year after, of those who had bought by then."""
    first = bought.groupby("customer")["date"].transform("min")
    later = bought[(first <= ORIGIN) & (bought["date"] > ORIGIN) & (bought["date"] <= ORIGIN + YEAR)]
    return later.groupby(["customer", "date"], as_index=False)["amount"].sum()


def test_purchases_to_come_are_told_better_than_by_the_past_rate(warehouse):
    verdict, origins, mae, past_rate_mae, rmse, past_rate_rmse = warehouse.sql("""
        select verdict, origins, mae, past_rate_mae, rmse, past_rate_rmse from marts.customer_lifetime_record
        where basis = 'orders'
    """).fetchone()
    assert (verdict, origins) == ("beats_baseline", 1)
    assert mae < 0.75 * past_rate_mae
    assert rmse < 0.75 * past_rate_rmse


def test_totals_say_what_came_and_their_interval_holds_it_or_is_null(warehouse, came):
    totals = warehouse.sql("""
        select * from marts.customer_lifetime_forecast_totals where basis = 'orders' and not is_newest
    """).fetchdf()
    whole = totals[totals["value_band"] == "all"].iloc[0]
    assert whole["origin_on"] == ORIGIN
    assert whole["units_actual"] == len(came)
    assert whole["value_actual"] == pytest.approx(came["amount"].sum(), abs=1e-6)
    assert whole["units_expected"] == pytest.approx(len(came), rel=0.15)
    bands = totals[totals["value_band"] != "all"]
    for name in ("customers", "units_actual", "value_actual", "units_expected", "value_expected"):
        assert bands[name].sum() == pytest.approx(whole[name], abs=1e-4)
    for name in ("units", "value"):
        held = totals[f"{name}_actual"].between(totals[f"{name}_low"], totals[f"{name}_high"])
        assert (held | totals[f"{name}_low"].isna()).all()
    # one year of record is too little for an interval
    assert totals["value_low"].isna().all()


def test_each_customer_is_told_of(warehouse, log, bought):
    customers, purchases, unknown, single = warehouse.sql("""
        select count(*), sum(purchases_expected_365d), count_if(value_expected_365d is null),
            count_if(probability_active is null)
        from marts.customer_lifetime_forecast
    """).fetchone()
    days = bought.groupby("customer")["date"].nunique()
    assert (customers, unknown, single) == (bought["customer"].nunique(), 0, (days == 1).sum())
    assert 0 < purchases < len(log)
