"""Who is a customer: small companies with right values, from the bytes of their files to the metrics."""

from datetime import date, datetime

import duckdb
import pytest

from tests.support.cases import Case, Cases

MARCH = "timestamp '2024-03-31 23:59:59'"
NAMES = {
    "accounts.csv": "account_id\nsub-pay\nsub-discount\nsub-save\nsub-freemonth\nshop-1\nshop-2\nshop-3\nshop-4\n"
}


@pytest.fixture(scope="module")
def subscribers(cases: Cases) -> Case:
    """Three companies of subscribers in one, with every model and data test."""
    names = ["negative-line-stops-build", "cancel-at-period-end", "free-month"]
    return cases.build(
        *names, NAMES, select=["customer_performance"], tests=True, publishes=True, advanced=True
    )


def test_a_negative_line_stops_nothing(subscribers: Case) -> None:
    """The marts have passed their gate, and what is published holds the account with the credit."""
    with duckdb.connect(str(subscribers.published), read_only=True) as connection:
        found = connection.execute(
            "select account_id from marts.fct_account_spans where ended_at = '2024-03-15'"
        )
        assert found.fetchall() == [("sub-discount",)]


def test_credits_left_on_make_no_customer(subscribers: Case) -> None:
    spans = subscribers.table("marts.fct_account_spans", "started_at", "ended_at", by="account_id")
    assert spans["sub-discount"] == (datetime(2023, 1, 1), datetime(2024, 3, 15))
    assert spans["sub-pay"] == (datetime(2023, 1, 1), None)
    assert subscribers.exceptions("negative_mrr") == [("subscriptions", "s-disc-credit")]


@pytest.mark.parametrize(
    ("metric", "kept"),
    [("kpi_gross_revenue_retention", (100, 180)), ("kpi_customer_churn_rate", (1, 2))],
)
def test_a_month_opens_with_the_sum_of_all_lines(subscribers: Case, metric: str, kept: tuple) -> None:
    assert subscribers.rows(f"""
        select sum(numerator), sum(denominator) from marts.{metric}
        where observed_at = {MARCH} and account_id in ('sub-pay', 'sub-discount')
    """) == [kept]


def test_credits_left_on_are_no_negative_revenue(subscribers: Case) -> None:
    assert subscribers.rows("""
        select min(revenue_amount), max(revenue_amount) from intermediate.int_account_revenue_months
        where customer_id = 'sub-discount' and month_start_on > date '2024-03-01'
    """) == [(0, 0)]


def test_a_cancellation_is_decided_at_the_end_of_the_period(subscribers: Case) -> None:
    assert subscribers.rows("""
        select observed_at, numerator from marts.kpi_save_rate where subject_id = 's-save'
    """) == [(datetime(2025, 1, 1), 0)]


def test_a_decision_counts_ninety_days_later(cases: Cases) -> None:
    """To the second: what was decided a second later does not count yet."""
    later = {
        "subscriptions.csv": "subscription_id,account_id,mrr,started_at,ended_at,cancel_requested_at\n"
        "s-later,sub-pay,80,2024-01-01,2025-01-01 00:00:01,2024-01-10\n"
    }
    case = cases.build("cancel-at-period-end", later, select=["kpi_save_rate"], as_of="2025-04-01")
    assert case.rows("select subject_id, observed_at, numerator from marts.kpi_save_rate") == [
        ("s-save", datetime(2025, 1, 1), 0)
    ]


def is_never_lost(case: Case) -> None:
    """The account with the free month is one customer all along, and its MRR never moves."""
    began = datetime(2023, 6, 1)
    assert case.table("marts.fct_account_spans", "started_at", "ended_at", by="account_id")[
        "sub-freemonth"
    ] == (began, None)
    assert case.rows("""
        select count(*), count_if(not is_active_at_end), min(mrr_at_end) from marts.fct_account_retention
        where horizon_months = 1 and account_id = 'sub-freemonth'
    """) == [(30, 0, 50)]
    assert case.rows("""
        select sum(new_amount), min(churn_amount), max(reactivation_amount), min(closing_mrr_amount)
        from marts.fct_subscription_months where account_id = 'sub-freemonth'
    """) == [(50, 0, 0, 50)]
    assert case.table("marts.fct_customers", "became_customer_at", by="account_id")["sub-freemonth"] == began


def test_a_free_month_is_no_churn(subscribers: Case) -> None:
    is_never_lost(subscribers)


def test_a_free_month_over_the_end_of_winter_time_is_no_churn(cases: Cases) -> None:
    marts = ["fct_account_spans", "fct_account_retention", "fct_subscription_months", "fct_customers"]
    is_never_lost(cases.build("free-month", NAMES, select=marts, reporting_timezone="Europe/Berlin"))


@pytest.fixture(scope="module")
def shops(cases: Cases) -> dict[str, Case]:
    """A refund eleven months after the purchase, and one after ten days."""
    marts = ["kpi_repeat_purchase_rate", "fct_account_spans", "int_account_revenue_months"]
    return {
        name: cases.build(f"refund-is-purchase/{name}", NAMES, select=marts) for name in ("long", "short")
    }


@pytest.mark.parametrize("name", ["long", "short"])
def test_a_refund_is_no_purchase(shops: dict[str, Case], name: str) -> None:
    case = shops[name]
    assert case.rows("""
        select account_id, observed_at, numerator, denominator from marts.kpi_repeat_purchase_rate
        where observed_at < timestamp '2024-01-01' order by all
    """) == [("shop-1", datetime(2023, 1, 10, 10), 0, 1), ("shop-2", datetime(2023, 2, 1, 10), 1, 1)]
    ends = case.table("marts.fct_account_spans", "ended_at", by="account_id")
    assert ends["shop-1"] == datetime(2024, 1, 10, 10)
    # Two orders 89 days apart are one span, and a refund alone is none.
    assert ends.keys() == {"long": {"shop-1", "shop-2", "shop-4"}, "short": {"shop-1", "shop-2"}}[name]


def test_refunds_reduce_revenue_on_their_day(shops: dict[str, Case]) -> None:
    months = shops["short"].rows("""
        select customer_id, month_start_on, purchase_count, revenue_amount
        from intermediate.int_account_revenue_months order by all
    """)
    assert months == [
        ("shop-1", date(2023, 1, 1), 1, 0),
        ("shop-2", date(2023, 2, 1), 1, 80),
        ("shop-2", date(2023, 5, 1), 1, 80),
        ("shop-3", date(2023, 3, 1), 0, -40),
    ]
