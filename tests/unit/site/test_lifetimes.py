"""What customers will bring: published sums beside their record, refusals with the reason."""

from datetime import date

from customer_performance.site.content import Content
from customer_performance.site.lifetimes import prospects
from tests.support.page import page_of

RECORD = {
    "basis": "orders",
    "verdict": "beats_baseline",
    "method": "bg_nbd",
    "customers": 10,
    "origins": 3,
    "rmse": 3.0,
    "past_rate_rmse": 4.0,
    "expected_over_actual": 0.9,
}
TOTAL = {
    "basis": "orders",
    "value_band": "all",
    "origin_on": date(2024, 6, 30),
    "until_on": date(2025, 6, 30),
    "is_newest": True,
    "customers": 10,
    "units_expected": 25.4,
    "units_low": None,
    "units_high": None,
    "units_actual": None,
    "value_expected": 1_234.5,
    "value_low": None,
    "value_high": None,
    "value_actual": None,
}
PAST = TOTAL | {
    "origin_on": date(2023, 6, 30),
    "is_newest": False,
    "units_actual": 27.0,
    "value_actual": 1_111.0,
}
BAND = TOTAL | {"value_band": "top_tenth", "customers": 1, "value_low": 500.0, "value_high": 2_000.0}
REFUSED = RECORD | {
    "basis": "subscriptions",
    "verdict": "too_few_losses",
    "method": None,
    "origins": 0,
    "rmse": None,
    "past_rate_rmse": None,
    "expected_over_actual": None,
}


def test_bands_are_of_the_newest_origin_and_the_past_of_all():
    (orders, refused) = prospects(
        Content(
            lifetime_records=[RECORD, REFUSED],
            lifetime_totals=[TOTAL, BAND, PAST, PAST | {"value_band": "top_tenth"}],
        )
    )
    assert orders.bands == [TOTAL, BAND]
    assert orders.past == [PAST]
    assert orders.saved == 0.25
    assert (refused.bands, refused.past, refused.is_published, refused.is_judged) == ([], [], False, False)


def test_the_page_shows_sums_beside_their_record(tmp_path):
    worse = REFUSED | {
        "verdict": "not_better_than_past_rate",
        "origins": 1,
        "rmse": 6.0,
        "past_rate_rmse": 4.0,
    }
    found = page_of(
        Content(currency="EUR", lifetime_records=[RECORD, worse], lifetime_totals=[TOTAL, BAND, PAST]),
        tmp_path,
        "next.html",
    )
    for said in (
        "25.0% less error per customer",
        "每个客户的误差比一切照旧小 25.0%",
        "預測合計為實際的 90.0%",
        'After <span class="day">2024-06-30</span>, up to <span class="day">2025-06-30</span>.',
        "Orders and subscriptions are two forecasts of different things",
        "Revenue expected, EUR",
        "<b>1,234</b>",
        "500–2,000",
        "too short a record",
        "2023-06-30",
        "1,111",
        "the tenth worth most",
        "50.0% more error per customer",
        "not shown: no better than going on as before",
    ):
        assert said in found
    assert "There is nothing to forecast from" not in found


def test_what_is_not_shown_says_why(tmp_path):
    found = page_of(Content(lifetime_records=[REFUSED]), tmp_path, "next.html")
    assert "not shown: too few customers have left" in found
    assert "error for a customer" not in found
    assert "past forecasts" not in found


def test_without_customers_there_is_no_section(tmp_path):
    assert "What customers will bring" not in page_of(Content(), tmp_path, "next.html")
