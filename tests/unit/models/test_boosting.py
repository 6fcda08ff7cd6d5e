"""Trees and sums: what they learn, what they do with the unknown, and how right they are on a company's real churn."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit

from customer_performance.models.boosting import BINS, binned, edges_of, fit_boosted
from customer_performance.models.logistic import PENALTY, fit_logistic
from tests.support.sentiment import DATA, area_under_curve, existing


def ones(rows) -> np.ndarray:
    return np.ones(len(rows))


def test_bins_hold_about_as_many_and_keep_the_unknown_apart():
    column = np.append(np.arange(1000.0), np.nan)
    codes = binned(column[:, None], [edges_of(column)])[:, 0]
    assert codes[-1] == 0
    assert codes[:-1].min() == 1
    assert codes.max() == BINS - 1
    counts = np.bincount(codes)[1:]
    assert counts.max() - counts.min() <= 2
    few = np.array([0.0, 1.0, 1.0, 7.0, np.nan])
    assert binned(few[:, None], [edges_of(few)])[:, 0].tolist() == [1, 2, 2, 3, 0]


def test_trees_find_what_no_sum_can_say():
    """Yes where exactly one of two columns is high: neither tells anything by itself."""
    rng = np.random.default_rng(0)
    values = rng.random((2000, 2))
    happened = ((values[:, 0] > 0.5) ^ (values[:, 1] > 0.5)).astype(float)
    model = fit_boosted(values, happened, ones(values))
    assert area_under_curve(model.log_odds(values), happened == 1) > 0.99
    assert (
        area_under_curve(fit_logistic(values, happened, ones(values)).log_odds(values), happened == 1) < 0.6
    )


def test_the_unknown_may_tell_something():
    rng = np.random.default_rng(1)
    happened = (rng.random(1000) < 0.3).astype(float)
    values = np.where(happened == 1, np.nan, rng.random(1000))[:, None]
    for fit in (fit_boosted, fit_logistic):
        model = fit(values, happened, ones(values))
        assert model.log_odds(np.array([[np.nan]]))[0] > model.log_odds(np.array([[0.5]]))[0] + 1


def test_a_column_that_says_nothing_leaves_the_share():
    values, happened = np.zeros((100, 1)), np.arange(100) % 4 == 0
    for fit in (fit_boosted, fit_logistic):
        model = fit(values, happened.astype(float), ones(values))
        assert model.log_odds(values) == pytest.approx(np.full(100, logit(0.25)))


def test_a_weight_of_two_is_the_row_twice():
    rng = np.random.default_rng(2)
    values = rng.normal(size=(300, 3))
    happened = (rng.random(300) < expit(values[:, 0])).astype(float)
    weights = rng.integers(0, 3, 300)
    twice = np.repeat(np.arange(300), weights)
    model = fit_logistic(values, happened, weights.astype(float))
    again = fit_logistic(values[twice], happened[twice], ones(twice))
    # medians are of rows, so without the unknown they play no part
    assert model.log_odds(values) == pytest.approx(again.log_odds(values), abs=1e-9)


def test_the_sum_is_at_the_penalised_maximum():
    """The derivative of the penalised likelihood, taken by itself, is 0 where the coefficients are."""
    rng = np.random.default_rng(3)
    values = rng.normal(size=(500, 4))
    happened = (rng.random(500) < expit(values @ [1, -1, 0.5, 0])).astype(float)
    model = fit_logistic(values, happened, ones(values))
    columns = (values - values.mean(axis=0)) / values.std(axis=0)
    left = happened - expit(model.log_odds(values))
    assert columns.T @ left == pytest.approx(PENALTY * model.coefficients, abs=1e-6)
    assert left.sum() == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_rows_far_out_are_no_obstacle_to_the_maximum(seed):
    """Days of which few are known, some of them very many: Newton's whole steps go further and further away here,
    until nothing is left to solve."""
    rng = np.random.default_rng(seed)
    days = np.where(rng.random(5000) < 0.1, rng.gamma(0.4, 20, 5000), np.nan)
    happened = (rng.random(5000) < expit(-3.5 + 0.1 * np.nan_to_num(days))).astype(float)
    values = days[:, None]
    model = fit_logistic(values, happened, ones(values))
    left = happened - expit(model.log_odds(values))
    columns = np.column_stack([np.where(np.isnan(days), np.nanmedian(days), days), np.isnan(days)])
    standardised = (columns - columns.mean(axis=0)) / columns.std(axis=0)
    assert standardised.T @ left == pytest.approx(PENALTY * model.coefficients, abs=1e-4)
    assert left.sum() == pytest.approx(0, abs=1e-4)


def test_the_same_rows_give_the_same_bits():
    rng = np.random.default_rng(4)
    values = rng.normal(size=(800, 5))
    happened = (rng.random(800) < 0.2).astype(float)
    for fit in (fit_boosted, fit_logistic):
        one, other = (fit(values, happened, ones(values)).log_odds(values) for _ in range(2))
        assert one.tobytes() == other.tobytes()


@pytest.fixture(scope="module")
def foretold() -> tuple[np.ndarray, np.ndarray]:
    """Each customer's risk by trees that were grown from four fifths of the others."""
    (path,) = existing(DATA / "churn_uci563").glob("*.csv")
    rows = pd.read_csv(path, encoding="utf-8-sig")
    values = rows.drop(columns=["FN", "FP", "Churn"]).to_numpy(float)
    lost = rows["Churn"].to_numpy(float)
    fold = np.random.default_rng(0).permutation(len(rows)) % 5
    risk = np.empty(len(rows))
    for number in range(5):
        others = fold != number
        model = fit_boosted(values[others], lost[others], ones(lost[others]))
        risk[~others] = expit(model.log_odds(values[~others]))
    return risk, lost


def test_real_churn_is_ranked_and_its_risk_is_right(foretold):
    risk, lost = foretold
    assert area_under_curve(risk, lost == 1) >= 0.97
    assert np.mean((risk - lost) ** 2) <= 0.04


def test_of_real_customers_as_many_are_lost_as_foretold(foretold):
    """Wilson's interval of what came of each tenth holds what was foretold of it, in eight of ten."""
    risk, lost = foretold
    tenths = np.array_split(np.argsort(risk, kind="stable"), 10)
    held = 0
    for rows in tenths:
        n, share, z = len(rows), lost[rows].mean(), 1.96
        middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
        reach = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
        held += abs(risk[rows].mean() - middle) <= reach
    assert held >= 8
