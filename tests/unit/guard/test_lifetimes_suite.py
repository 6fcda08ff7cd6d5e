"""The gate's expectations of what customers will bring: sound rows pass, and each fault is one that they find."""

import duckdb
import pytest

from customer_performance.core.paths import PROJECT
from customer_performance.guard.suites import read_suites

SOUND = """
    create schema marts;
    create table marts.customer_lifetime_record as
        select 'orders' as basis, 'bg_nbd' as method, 3 as origins, 1.1::double as expected_over_actual
        union all select 'subscriptions', null, 3, 9.9;
    create table marts.customer_lifetime_forecast as
        select 'orders' as basis, 2.5 as purchases_expected_365d, null::double as months_expected_12,
            null::double as months_expected_36, 0.5::double as probability_active, 10.0 as value_expected_365d
        union all select 'orders', 1.5, null, null, null, null;
    create table marts.customer_lifetime_forecast_totals as
        select 'orders' as basis, 'all' as value_band, date '2024-01-31' + range::integer as origin_on,
            range = 0 as is_newest, 4.0 as units_expected, 2.0 as units_low, 8.0 as units_high,
            10.0 as value_expected, 5.0::double as value_low, 20.0::double as value_high,
            case when range > 0 then 12.0::double end as value_actual
        from range(11);
"""
FAULTS = {
    "Customers are foretold by a method": "update marts.customer_lifetime_record set method = null",
    "Something impossible is expected": "update marts.customer_lifetime_forecast set probability_active = 1.5",
    "What is expected of each customer does not add up": "delete from marts.customer_lifetime_forecast "
    "where value_expected_365d is null",
    "An interval does not contain": "update marts.customer_lifetime_forecast_totals set value_low = 11",
    "Fewer than four of five": "update marts.customer_lifetime_forecast_totals set value_actual = 30 "
    "where origin_on > date '2024-02-07'",
    "Over past origins the sum was off": "update marts.customer_lifetime_record set expected_over_actual = 1.6",
}
RULES = [rule for rule in read_suites(PROJECT / "quality", "marts") if rule.suite == "lifetimes"]


@pytest.fixture
def company():
    with duckdb.connect() as connection:
        connection.execute(SOUND)
        yield connection


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.why[:30])
def test_sound_rows_pass(company, rule):
    assert company.execute(rule.query).fetchall() == []


@pytest.mark.parametrize("beginning", FAULTS)
def test_each_fault_is_found(company, beginning):
    (rule,) = [rule for rule in RULES if rule.why.startswith(beginning)]
    company.execute(FAULTS[beginning])
    assert company.execute(rule.query).fetchall() != []


def test_each_rule_has_a_fault():
    assert len(RULES) == len(FAULTS)
