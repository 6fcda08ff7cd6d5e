"""The gate's expectations of who is at risk: sound rows pass, and each fault is one that they find."""

import duckdb
import pytest

from customer_performance.core.paths import PROJECT
from customer_performance.guard.suites import read_suites

SOUND = """
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
"""
FAULTS = {
    "Customers are called at risk": "update marts.churn_risk_record set is_published = false",
    "A risk is impossible": "update marts.churn_risk set risk_low = 0.12 where risk < 0.101",
    "The mean risk is three times": "update marts.churn_risk_record set base_rate = 0.04",
    "A risk is published": "update marts.churn_risk_record set skill_over_rule = 0",
    "A measure of past risks": "update marts.churn_risk_backtest set losses = 101 where is_chosen",
    "At a past month's end": "update marts.churn_risk_backtest set is_chosen = true",
    "In more than three of ten tenths": "update marts.churn_risk_calibration set observed_high = 0.09 where tenth < 5",
}
RULES = [rule for rule in read_suites(PROJECT / "quality", "marts") if rule.suite == "churn_risks"]


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


@pytest.mark.parametrize(
    "order", ["reason_1_effect = -0.1", "reason_2_effect = 0.5", "risk_high = 1.2", "risk = null"]
)
def test_every_way_to_be_impossible_is_found(company, order):
    (rule,) = [rule for rule in RULES if rule.why.startswith("A risk is impossible")]
    company.execute(f"update marts.churn_risk set {order} where risk < 0.101")
    assert company.execute(rule.query).fetchall() != []


def test_each_rule_has_a_fault():
    assert len(RULES) == len(FAULTS)
