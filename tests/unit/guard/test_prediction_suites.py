"""The gate's expectations of predictions: sound rows pass, and each fault is one that they find."""

import duckdb
import pytest

from customer_performance.core.paths import PROJECT
from customer_performance.guard.suites import read_suites

SOUND = {
    "lifetimes": """
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
""",
    "churn_risks": """
    create schema marts;
    create table marts.churn_risk_record as
        select 'all' as features, true as is_published, 0.1::double as base_rate, 0.7::double as auc,
            0.1::double as brier_skill, 0.05::double as skill_over_rule, 1.1::double as predicted_over_observed
        union all select 'without_notice', false, 0.1, 0.5, -0.1, -0.1, 2.0;
    create table marts.churn_risk as
        select date '2024-01-31' as as_of_on, 0.1 + range / 1000.0 as risk, 0.05::double as risk_low,
            0.5::double as risk_high, 0.4::double as reason_1_effect, 0.2::double as reason_2_effect,
            null::double as reason_3_effect
        from range(50);
    create table marts.churn_risk_backtest as
        select 'all' as features, date '2023-01-31' as as_of_on, 'logistic' as method, true as is_chosen,
            100 as accounts, 7 as losses, 8.0::double as losses_expected, 0.7::double as auc,
            0.05::double as brier, 0.1::double as brier_skill
        union all select 'all', date '2023-01-31', 'base_rate', false, 100, 7, 8.0, 0.5, 0.06, 0.0;
    create table marts.churn_risk_calibration as
        select 'all' as features, 'chosen' as method, range + 1 as tenth, 0.1::double as predicted,
            0.05::double as observed_low, case when range < 3 then 0.09 else 0.2 end as observed_high
        from range(10);
""",
}
# By how the reason of the expectation begins.
FAULTS = {
    "lifetimes": {
        "Customers are foretold by a method": "update marts.customer_lifetime_record set method = null",
        "Something impossible is expected": "update marts.customer_lifetime_forecast set probability_active = 1.5",
        "What is expected of each customer does not add up": "delete from marts.customer_lifetime_forecast "
        "where value_expected_365d is null",
        "An interval does not contain": "update marts.customer_lifetime_forecast_totals set value_low = 11",
        "Fewer than four of five": "update marts.customer_lifetime_forecast_totals set value_actual = 30 "
        "where origin_on > date '2024-02-07'",
        "Over past origins the sum was off": "update marts.customer_lifetime_record set expected_over_actual = 1.6",
    },
    "churn_risks": {
        "Customers are called at risk": "update marts.churn_risk_record set is_published = false",
        "A risk is impossible": "update marts.churn_risk set risk_low = 0.12 where risk < 0.101",
        "The mean risk is three times": "update marts.churn_risk_record set base_rate = 0.04",
        "A risk is published": "update marts.churn_risk_record set skill_over_rule = 0",
        "A measure of past risks": "update marts.churn_risk_backtest set losses = 101 where is_chosen",
        "At a past month's end": "update marts.churn_risk_backtest set is_chosen = true",
        "In more than three of ten tenths": "update marts.churn_risk_calibration set observed_high = 0.09 "
        "where tenth < 5",
    },
}
RULES = [rule for rule in read_suites(PROJECT / "quality", "marts") if rule.suite in SOUND]


def found(rule, *changes: str) -> list[tuple]:
    """What an expectation finds on the sound rows of its suite, after some changes."""
    with duckdb.connect() as connection:
        for statement in (SOUND[rule.suite], *changes):
            connection.execute(statement)
        return connection.execute(rule.query).fetchall()


def rule_of(suite: str, beginning: str):
    (rule,) = [rule for rule in RULES if rule.suite == suite and rule.why.startswith(beginning)]
    return rule


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.suite}: {rule.why[:30]}")
def test_sound_rows_pass(rule):
    assert found(rule) == []


@pytest.mark.parametrize(
    ("suite", "beginning"), [(suite, beginning) for suite in FAULTS for beginning in FAULTS[suite]]
)
def test_each_fault_is_found(suite, beginning):
    assert found(rule_of(suite, beginning), FAULTS[suite][beginning]) != []


@pytest.mark.parametrize(
    "order", ["reason_1_effect = -0.1", "reason_2_effect = 0.5", "risk_high = 1.2", "risk = null"]
)
def test_every_way_for_a_risk_to_be_impossible_is_found(order):
    rule = rule_of("churn_risks", "A risk is impossible")
    assert found(rule, f"update marts.churn_risk set {order} where risk < 0.101") != []


@pytest.mark.parametrize("suite", FAULTS)
def test_each_rule_has_a_fault(suite):
    assert len([rule for rule in RULES if rule.suite == suite]) == len(FAULTS[suite])
