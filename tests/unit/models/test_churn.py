"""Who is at risk: what a month's end may not know, what is found of a planted signal, bounds and reasons."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from customer_performance.models import churn
from customer_performance.models.churn import LEFT_OUT, foretold, lesson, panel_of, reasons, risks
from customer_performance.models.churn_table import FOLDS, RISKS, fold_risks, newest_risks
from tests.support.churn import MONTHS, folds, panel
from tests.support.sentiment import area_under_curve

MIDDLE = np.datetime64(MONTHS[20])
RECORD = pd.DataFrame(
    {"features": ["all", "without_notice"], "method": ["logistic"] * 2, "is_published": [True, False]}
)


@pytest.fixture(scope="module")
def company() -> pd.DataFrame:
    return panel(signal=1.5, notice=0.5)


def area(found: pd.DataFrame, rows: pd.DataFrame, features: str, method: str) -> float:
    """The mean area of all folds."""
    part = found[(found["features"] == features) & (found["method"] == method)]
    part = part.merge(rows, on=["account_id", "checkpoint_at"]).dropna(subset="is_lost")
    return float(
        np.mean(
            [
                area_under_curve(fold["risk"].to_numpy(), fold["is_lost"].to_numpy() == 1)
                for _, fold in part.groupby("checkpoint_at")
                if 0 < fold["is_lost"].sum() < len(fold)
            ]
        )
    )


@pytest.mark.slow
def test_a_planted_signal_is_found_before_the_customer_says_so(company):
    found = fold_risks(company, folds(company)).to_pandas()
    for method in churn.METHODS:
        assert area(found, company, "all", method) > area(found, company, "without_notice", method) >= 0.7


@pytest.mark.slow
def test_without_a_signal_nobody_is_ranked():
    company = panel(signal=0)
    found = fold_risks(company, folds(company)).to_pandas()
    for method in churn.METHODS:
        assert area(found, company, "all", method) < 0.6


@pytest.mark.parametrize("method", churn.METHODS)
@pytest.mark.slow
def test_nothing_after_a_month_changes_what_it_says(company, method, monkeypatch):
    """All that is dated after it, mixed up: features of later months, and outcomes that were not known yet."""
    monkeypatch.setattr(churn, "REFITS", 20)
    rng = np.random.default_rng(1)
    later = company.copy()
    unknown = (later["outcome_known_at"] > MIDDLE).to_numpy()
    later.loc[unknown, "is_lost"] = rng.integers(0, 2, unknown.sum()).astype(float)
    after = (later["checkpoint_at"] > MIDDLE).to_numpy()
    for name in ("days_since_use", "use_count", "mrr_amount", "has_asked_to_cancel", "never"):
        later.loc[after, name] = rng.normal(size=after.sum())
    later = later.sample(frac=1, random_state=2)
    past = folds(company)
    past = past[past["checkpoint_at"] <= MIDDLE]
    assert len(past) > 3
    one, other = (
        fold_risks(rows, past).sort_by([(name, "ascending") for name in FOLDS.names])
        for rows in (company, later)
    )
    assert one.equals(other)
    assert one.num_rows > 100
    # of the month itself, too, with its bounds and reasons
    now, then = (risks(panel_of(rows), MIDDLE, "all", method) for rows in (company, later))
    assert sorted(zip(now.risk, now.low, now.high, strict=True)) == sorted(
        zip(then.risk, then.low, then.high, strict=True)
    )
    assert sorted(map(repr, now.reasons)) == sorted(map(repr, then.reasons))


def test_names_of_accounts_change_no_bit(company):
    names = {name: f"z{name[::-1]}" for name in company["account_id"].unique()}
    renamed = company.assign(account_id=company["account_id"].map(names)).sample(frac=1, random_state=0)
    newest = pd.DataFrame({"checkpoint_at": [MONTHS[-1]], "is_newest": [True]})
    one, other = (newest_risks(rows, newest, RECORD).to_pandas() for rows in (company, renamed))
    one["account_id"] = one["account_id"].map(names)
    pd.testing.assert_frame_equal(
        one.sort_values("account_id", ignore_index=True),
        other.sort_values("account_id", ignore_index=True),
        check_exact=True,
    )


def test_only_what_says_something_and_was_not_left_out_is_learned_from(company):
    prepared = panel_of(company)
    for features, missing in LEFT_OUT.items():
        learned = lesson(prepared, MIDDLE, features)
        names = {prepared.features[place] for place in learned.places}
        assert names == {"has_asked_to_cancel", "days_since_use", "use_count", "mrr_amount"} - missing


def test_outcomes_are_learned_from_once_they_are_known(company):
    learned = lesson(panel_of(company), MIDDLE, "all")
    assert len(learned.lost) == (company["outcome_known_at"] <= MIDDLE).sum()


def test_where_nobody_was_lost_yet_nothing_is_said(company):
    assert list(foretold(panel_of(company.assign(is_lost=0.0)), np.array([MIDDLE]))) == []


def test_of_many_rows_whole_accounts_are_left_out(company, monkeypatch):
    everything = lesson(panel_of(company), MIDDLE, "all")
    monkeypatch.setattr(churn, "MOST_ROWS", len(everything.lost) // 2)
    learned = lesson(panel_of(company), MIDDLE, "all")
    assert len(everything.lost) / 5 < len(learned.lost) < len(everything.lost) / 2
    assert set(np.bincount(learned.cluster)) <= set(np.bincount(everything.cluster))
    assert learned.cluster.max() + 1 == -(-(everything.cluster.max() + 1) // 3)


@pytest.mark.parametrize("method", churn.METHODS)
@pytest.mark.slow
def test_bounds_hold_the_risk_and_narrow_with_more_accounts(method, monkeypatch):
    monkeypatch.setattr(churn, "REFITS", 30)
    width = []
    for accounts in (60, 400):
        found = risks(
            panel_of(panel(signal=1.5, accounts=accounts)), np.datetime64(MONTHS[-1]), "all", method
        )
        assert ((found.low <= found.risk) & (found.risk <= found.high)).all()
        assert ((found.low > 0) & (found.high < 1)).all()
        width.append(np.mean(found.high - found.low))
    assert width[1] < 0.6 * width[0]


class Weighed:
    """Log-odds of which every part is known: 2 for each of the first, -1 for each of the second."""

    def log_odds(self, values: np.ndarray) -> np.ndarray:
        return np.nan_to_num(values) @ [2.0, -1.0, 0.0]


def test_reasons_are_coefficient_times_distance_from_the_median_account():
    values = np.array([[1.0, 5.0, 9.0], [3.0, 5.0, 1.0], [2.0, 1.0, 5.0], [np.nan, 4.0, 5.0]])
    found = reasons(Weighed(), values, ["first", "second", "third"])
    # medians: 2, 4.5 and 5; what lowers the risk, changes nothing or is unknown is no reason
    assert found == [[], [("first", 2.0)], [("second", 3.5)], [("second", 0.5)]]


def test_reasons_of_a_fitted_sum_are_its_parts(company):
    prepared = panel_of(company)
    learned = lesson(prepared, MIDDLE, "all")
    rows = np.flatnonzero(prepared.checkpoint == MIDDLE)
    values = prepared.values[np.ix_(rows, learned.places)]
    model = learned.fit("logistic")
    names = [prepared.features[place] for place in learned.places]
    per_unit = model.coefficients[: len(names)] / model.deviations[: len(names)]
    for given, row in zip(reasons(model, values, names), values, strict=True):
        for name, effect in given:
            place = names.index(name)
            distance = row[place] - np.nanmedian(values[:, place])
            assert effect == pytest.approx(per_unit[place] * distance)


def test_what_is_not_published_has_no_rows(company):
    """A company of which nobody was ever lost has a record with a method, too."""
    refused = RECORD.assign(is_published=False)
    assert newest_risks(company, folds(company), refused).equals(RISKS.empty_table())
    assert newest_risks(company.assign(is_lost=0.0), folds(company), refused).equals(RISKS.empty_table())
    assert newest_risks(company, folds(company).iloc[:-1], RECORD).equals(RISKS.empty_table())
    assert fold_risks(company, folds(company).iloc[:0]).equals(FOLDS.empty_table())


def test_the_newest_month_has_a_row_for_each_account(company, monkeypatch):
    monkeypatch.setattr(churn, "REFITS", 20)
    found = newest_risks(company, folds(company), RECORD).to_pandas()
    now = company[company["checkpoint_at"] == MONTHS[-1]]
    assert sorted(found["account_id"]) == sorted(now["account_id"])
    assert (found["trained_on_rows"] == (company["outcome_known_at"] <= MONTHS[-1]).sum()).all()
    effects = found[["reason_1_effect", "reason_2_effect", "reason_3_effect"]].to_numpy()
    assert (np.diff(np.nan_to_num(effects), axis=1) <= 0).all()
    assert not (effects <= 0).any()
    assert expit(0) > found["risk"].median()
