"""From dbt's histories to one table: what an origin may not know, unknown money, and the same bytes in any order."""

import hashlib
import io

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.ipc
import pytest

from customer_performance.models import lifetime
from customer_performance.models.lifetime_table import SCHEMA, band_means, purchases_expected
from tests.unit.models.test_lifetime import simulated

ORIGINS = ("2023-06-30", "2024-06-30")
AMOUNTS = ["priced_purchases", "mean_amount"]


def histories(customers: int = 200) -> pd.DataFrame:
    tables = []
    for number, origin in enumerate(ORIGINS):
        x, t_x, observed = simulated(customers, seed=number)
        rng = np.random.default_rng(number)
        tables.append(
            pd.DataFrame(
                {
                    "origin_on": pd.Timestamp(origin),
                    "customer_id": [f"c{place}" for place in range(customers)],
                    "purchases": x.astype(int),
                    "last_days": (7 * t_x).astype(int),
                    "observed_days": (7 * observed).astype(int),
                    "priced_purchases": x.astype(int),
                    "mean_amount": np.where(x > 0, rng.gamma(5, 10, customers), np.nan),
                    "refunded_share": 0.0,
                    "days_ahead": 365,
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def digest(table: pa.Table) -> str:
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()


def rows(table: pa.Table, kind: str, origin: str = ORIGINS[0]) -> pd.DataFrame:
    found = table.to_pandas()
    return found[(found["row_kind"] == kind) & (found["origin_on"].astype(str) == origin)].reset_index(
        drop=True
    )


@pytest.fixture(scope="module")
def plain() -> pa.Table:
    return purchases_expected(histories())


def test_every_customer_has_a_row_from_every_origin(plain):
    for origin in ORIGINS:
        assert len(rows(plain, "customer", origin)) == 200
        assert rows(plain, "origin", origin)["status"].tolist() == ["fitted"]
    assert rows(plain, "origin")["value_method"].tolist() == ["gamma_gamma"]


def test_the_order_of_rows_changes_no_byte(plain):
    mixed = histories().sample(frac=1, random_state=1)
    assert digest(purchases_expected(mixed)) == digest(plain) == digest(purchases_expected(histories()))


def test_what_an_origin_expects_hangs_on_nothing_later(plain):
    changed = histories()
    later = changed["origin_on"] > ORIGINS[0]
    changed.loc[later, "purchases"] += 3
    changed.loc[later, "mean_amount"] *= 7
    pd.testing.assert_frame_equal(
        rows(purchases_expected(changed), "customer"), rows(plain, "customer"), check_exact=True
    )


def test_names_of_customers_change_nothing(plain):
    renamed = histories()
    renamed["customer_id"] = "p" + renamed["customer_id"].str[::-1]
    found = rows(purchases_expected(renamed), "customer")
    found["customer_id"] = found["customer_id"].str[1:].str[::-1]
    pd.testing.assert_frame_equal(
        found.sort_values("customer_id", ignore_index=True),
        rows(plain, "customer").sort_values("customer_id", ignore_index=True),
        check_exact=True,
    )


def test_after_a_single_purchase_nobody_can_say_who_left(plain):
    once = histories().iloc[:200].set_index("customer_id")["purchases"] == 0
    active = rows(plain, "customer").set_index("customer_id")["probability_active"]
    assert active.isna().equals(once.reindex(active.index))
    assert 0 < once.sum() < 200
    assert (rows(plain, "customer")["purchases_expected"] > 0).all()


def test_without_amounts_purchases_are_expected_and_money_is_unknown():
    bare = histories()
    bare[AMOUNTS] = 0, np.nan
    found = purchases_expected(bare)
    assert rows(found, "customer")["value_expected"].isna().all()
    assert rows(found, "customer")["purchases_expected"].notna().all()
    assert rows(found, "origin")["value_method"].isna().all()


def test_an_unknown_amount_is_taken_for_the_mean_of_all(plain):
    one_unknown = histories()
    place = one_unknown["priced_purchases"].to_numpy()[:200].argmax()
    one_unknown.loc[place, AMOUNTS] = 0, np.nan
    found = rows(purchases_expected(one_unknown), "customer").set_index("customer_id").loc[f"c{place}"]
    about = rows(purchases_expected(one_unknown), "origin").iloc[0]
    assert found["value_expected"] / found["purchases_expected"] == pytest.approx(
        about["p"] * about["v"] / (about["q"] - 1), rel=1e-8
    )


def test_refunds_are_taken_off(plain):
    refunded = histories()
    refunded["refunded_share"] = 0.2
    ratio = (
        rows(purchases_expected(refunded), "customer")["value_expected"]
        / rows(plain, "customer")["value_expected"]
    )
    assert ratio.to_numpy() == pytest.approx(0.8, rel=1e-8)


def test_where_who_buys_often_spends_more_each_band_has_its_mean():
    related = histories()
    related["mean_amount"] = 10.0 * related["priced_purchases"].where(related["priced_purchases"] > 0)
    found = purchases_expected(related)
    assert rows(found, "origin")["value_method"].tolist() == ["band_mean"]
    customers = rows(found, "customer")
    assert (customers["value_expected"] / customers["purchases_expected"]).round(6).nunique() == 3


def test_bands_are_a_tenth_the_rest_of_the_half_and_the_rest():
    expected = np.array([9.0, 8, 7, 6, 5, 4, 3, 2, 1, 1])
    count = np.array([1.0, 1, 3, 0, 0, 2, 0, 0, 0, 0])
    mean = np.array([50.0, 20, 10, 0, 0, 5, 0, 0, 0, 0])
    assert band_means(expected, count, mean).tolist() == [50] + [12.5] * 4 + [5] * 5


def test_too_few_customers_are_told():
    found = purchases_expected(histories(49))
    assert rows(found, "origin")["status"].tolist() == ["too_few_customers"]
    assert not len(rows(found, "customer"))


def test_what_does_not_converge_has_no_rows_and_says_so(monkeypatch):
    monkeypatch.setattr(lifetime, "WIDEST", 0.5)
    found = purchases_expected(histories())
    assert rows(found, "origin")["status"].tolist() == ["not_converged"]
    assert not len(rows(found, "customer"))


def test_without_histories_the_table_has_its_columns():
    assert purchases_expected(histories().iloc[:0]).schema == SCHEMA
