"""The slope is that of least squares, and its error that of textbooks where they have a closed form."""

import numpy as np
import pytest
from scipy import linalg, stats

from customer_performance.models.regression import basis_of, designs_of, robustness_value, slope


@pytest.fixture
def data():
    rng = np.random.default_rng(5)
    cluster = np.repeat(np.arange(40), rng.integers(1, 9, 40))
    n = len(cluster)
    controls = np.column_stack([np.ones(n), rng.normal(size=(n, 3)), np.zeros(n)])
    controls[:, 4] = controls[:, 1] - controls[:, 2]  # one that follows from others
    exposure = rng.normal(size=n) + rng.normal(size=40)[cluster]
    outcome = 0.5 * exposure + controls[:, 1] + rng.normal(size=n) + rng.normal(size=40)[cluster]
    return exposure, outcome, controls, cluster


def by_hand(exposure, outcome, controls, cluster):
    """CR2 and the degrees of freedom of Bell and McCaffrey, written out with whole matrices."""
    x = np.column_stack([exposure, controls[:, :4]])
    bread = np.linalg.inv(x.T @ x)
    hat = x @ bread @ x.T
    rest = outcome - hat @ outcome
    scores, columns = [], []
    for each in np.unique(cluster):
        rows = np.flatnonzero(cluster == each)
        stretch = linalg.fractional_matrix_power(np.eye(len(rows)) - hat[np.ix_(rows, rows)], -0.5).real
        weights = stretch @ x[rows] @ bread[0]
        scores.append(weights @ rest[rows])
        columns.append((np.eye(len(rest)) - hat)[:, rows] @ weights)
    table = np.column_stack(columns)
    spread = np.linalg.eigvalsh(table.T @ table)
    return (
        (bread @ x.T @ outcome)[0],
        np.sqrt(np.sum(np.square(scores))),
        spread.sum() ** 2 / (spread**2).sum(),
    )


def test_it_is_least_squares_with_cr2_and_bell_mccaffrey(data):
    exposure, outcome, controls, cluster = data
    found = slope(exposure, outcome, basis_of(controls), cluster)
    effect, error, freedom = by_hand(*data)
    assert found.effect == pytest.approx(effect)
    assert found.error == pytest.approx(error)
    assert found.freedom == pytest.approx(freedom)
    reach = stats.t.ppf(0.975, freedom) * error
    assert (found.low, found.high) == pytest.approx((effect - reach, effect + reach))
    assert found.p_value == pytest.approx(2 * stats.t.sf(abs(effect) / error, freedom))


def test_a_basis_leaves_out_what_follows_from_other_columns(data):
    _, _, controls, _ = data
    basis = basis_of(controls * [1, 1e6, 1, 1e-6, 1])
    assert basis.shape[1] <= 4
    assert basis.T @ basis == pytest.approx(np.eye(basis.shape[1]), abs=1e-12)


def test_two_means_of_rows_by_themselves_are_compared_as_welch_does():
    """With an exposure of two groups, and clusters of one row, CR2 is the unequal-variance t test."""
    rng = np.random.default_rng(2)
    first, second = rng.normal(0, 1, 12), rng.normal(1, 3, 9)
    outcome, exposure = np.concatenate([first, second]), np.repeat([0.0, 1.0], [12, 9])
    found = slope(exposure, outcome, basis_of(np.ones((21, 1))), np.arange(21))
    welch = stats.ttest_ind(second, first, equal_var=False)
    assert found.effect / found.error == pytest.approx(welch.statistic)
    assert found.effective_clusters > 2


def test_clusters_of_equal_weight_are_as_many_as_there_are():
    exposure = np.tile([-1.0, 1.0], 10)
    outcome = np.arange(20.0) % 3
    found = slope(exposure, outcome, basis_of(np.ones((20, 1))), np.repeat(np.arange(10), 2))
    assert found.effective_clusters == pytest.approx(10)


def test_the_robustness_value_is_that_of_cinelli_and_hazlett():
    """Their example of Darfur: t = 4.18 with 783 degrees of freedom has a robustness value of 13.9 %."""
    assert robustness_value(4.18, 783) == pytest.approx(0.139, abs=5e-4)


def test_nothing_is_estimated_without_variance():
    assert slope(np.ones(9), np.arange(9.0), basis_of(np.ones((9, 1))), np.arange(9)) is None


def test_an_outcome_that_follows_from_the_controls_has_no_slope():
    """What is left of it is rounding, which would change with the order of the rows."""
    random = np.random.default_rng(1)
    controls = np.column_stack([np.ones(300), random.normal(size=300)])
    outcome = controls @ np.array([100.0, 7.3])
    assert slope(random.normal(size=300), outcome, basis_of(controls), np.arange(300) // 3) is None


def test_several_exposures_stand_beside_each_other(data):
    """As each by itself with the others among its controls, which costs as much for each of them."""
    exposure, outcome, controls, cluster = data
    third = np.digitize(exposure, np.quantile(exposure, [1 / 3, 2 / 3]))
    is_in = np.column_stack([third == number for number in range(3)]).astype(float)
    without_mean = controls[:, 1:] - controls[:, 1:].mean(axis=0)
    for number, design in enumerate(designs_of(is_in, basis_of(without_mean), cluster)):
        others = np.column_stack([np.delete(is_in, number, axis=1), without_mean])
        alone = slope(is_in[:, number], outcome, basis_of(others), cluster)
        found = design.slope(outcome)
        for name in ("effect", "error", "freedom", "effective_clusters", "robustness"):
            assert getattr(found, name) == pytest.approx(getattr(alone, name)), name


def test_an_exposure_that_follows_from_the_controls_leaves_the_others_alone(data):
    exposure, outcome, controls, cluster = data
    both = np.column_stack([controls[:, 1] - 2 * controls[:, 3], exposure])
    nothing, design = designs_of(both, basis_of(controls), cluster)
    assert nothing is None
    alone = slope(exposure, outcome, basis_of(controls), cluster)
    found = design.slope(outcome)
    assert (found.effect, found.error) == pytest.approx((alone.effect, alone.error))
    assert found.freedom == pytest.approx(alone.freedom)


def test_exposures_that_say_the_same_have_no_slopes(data):
    exposure, _, controls, cluster = data
    assert designs_of(np.column_stack([exposure, -exposure]), basis_of(controls), cluster) == [None, None]
