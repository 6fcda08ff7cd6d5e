"""Who may leave: published bands beside their record, refusals with the reason, words for every feature."""

from datetime import date

import pytest
import yaml

from customer_performance.core.paths import PROJECT
from customer_performance.models.churn import ABOUT
from customer_performance.site.content import Content
from customer_performance.site.i18n import texts
from customer_performance.site.risks import risk
from tests.support.page import page_of

RECORD = {
    "features": "all",
    "verdict": "beats_baseline",
    "is_published": True,
    "folds": 17,
    "brier_skill": 0.196,
    "rule": "rule_recency",
    "skill_over_rule": 0.161,
    "auc": 0.753,
    "lift_top_decile": 3.68,
    "predicted_over_observed": 0.929,
}
UNSAID = RECORD | {
    "features": "without_notice",
    "verdict": "not_better_than_a_rule",
    "is_published": False,
    "brier_skill": -0.012,
    "rule": "base_rate",
    "skill_over_rule": -0.012,
}
BANDS = [
    {"risk_band": band, "as_of_on": date(2024, 6, 30), "customers": count, "losses_expected": losses}
    for band, count, losses in (("high", 22, 9.75), ("low", 62, 1.5))
]
REASONS = [{"reason": "use_trend", "customers": 12}, {"reason": "a_new_one", "customers": 1}]
TENTHS = [
    {
        "tenth": 10,
        "account_months": 197,
        "predicted": 0.57,
        "observed": 0.518,
        "observed_low": 0.402,
        "observed_high": 0.631,
    }
]
PUBLISHED = Content(risk_records=[RECORD, UNSAID], risk_bands=BANDS, risk_reasons=REASONS, risk_tenths=TENTHS)
FEW = dict.fromkeys(RECORD) | {
    "features": "all",
    "verdict": "too_few_losses",
    "is_published": False,
    "folds": 0,
}


@pytest.mark.slow
def test_the_page_shows_bands_beside_their_record(tmp_path):
    found = page_of(PUBLISHED, tmp_path, "next.html")
    for said in (
        "Who may leave",
        "哪些客户可能流失",
        "哪些客戶可能流失",
        "beats every simple rule",
        'In the 90 days after <span class="day">2024-06-30</span>.',
        "high: more than twice the usual share lost",
        "<b>9.75</b>",
        "change of use",
        "a new one",
        "19.6%",
        "16.1%",
        "no use for 30 days",
        "75.3%",
        "3.68 times the average",
        "92.9%",
        "foreseen before the customer says so",
        "no better than a simple rule",
        "−1.2%",
        "57.0%",
        "40.2–63.1%",
    ):
        assert said in found
    assert "not shown" not in found
    assert "There is nothing to forecast from" not in found


@pytest.mark.slow
def test_what_is_not_shown_says_why_and_how_it_fared(tmp_path):
    refused = RECORD | {"verdict": "not_better_than_a_rule", "is_published": False, "auc": 0.55}
    found = page_of(Content(risk_records=[refused, UNSAID], risk_tenths=TENTHS), tmp_path, "next.html")
    assert "not shown: no better than a simple rule" in found
    assert "55.0%" in found
    for kept_back in ("Losses expected</", "57.0%", "stands in the table churn_risk"):
        assert kept_back not in found


def test_where_nothing_was_judged_there_is_no_record(tmp_path):
    found = page_of(Content(risk_records=[FEW]), tmp_path, "next.html")
    assert "not shown: too few customers have left" in found
    assert "How right it was" not in found


@pytest.mark.slow
def test_without_customers_there_is_no_section(tmp_path):
    assert risk(Content()) is None
    assert "Who may leave" not in page_of(Content(), tmp_path, "next.html")


@pytest.mark.parametrize("language", texts())
def test_every_feature_has_words(language):
    path = PROJECT / "models" / "marts" / "predictions" / "churn_risk" / "churn_risk__features.yml"
    (model,) = yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
    features = {column["name"] for column in model["columns"]} - set(ABOUT)
    words = {key.removeprefix("feature_") for key in texts()[language] if key.startswith("feature_")}
    assert words == features
