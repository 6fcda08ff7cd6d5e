"""The study of links: what it gives to other accounts, and what it plants."""

import numpy as np
import pandas as pd
import pytest

from tools.link_study import moved, simulated, smallest_q


def test_the_least_q_is_that_of_benjamini_and_hochberg():
    assert smallest_q([0.2, 0.01, 0.9, 0.012]) == pytest.approx(0.012 * 4 / 2)
    assert smallest_q([0.9]) == pytest.approx(0.9)
    assert smallest_q([]) == 1


def test_exposures_move_as_a_whole_from_account_to_account():
    account_months = pd.DataFrame({"account_id": ["a", "a", "b", "c"]})
    exposures = pd.DataFrame({"account_id": ["a", "a", "b", "gone"], "numerator": [1, 2, 3, 4]})
    found = moved(exposures, account_months, np.random.default_rng(2))
    assert found["numerator"].tolist() == [1, 2, 3]
    first, second, third = found["account_id"]
    assert first == second != third
    assert {first, third} <= {"a", "b", "c"}
    assert any(
        moved(exposures, account_months, np.random.default_rng(seed))["account_id"].iloc[0] != "a"
        for seed in range(9)
    )


def test_a_planted_slope_is_what_comes_out_on_average():
    """Ordinary least squares over many draws, without a control: the leaning of accounts has the mean 0."""
    rng = np.random.default_rng(1)
    cluster = np.repeat(np.arange(400), 5)
    month = np.tile(np.arange(5), 400)
    exposure = rng.uniform(-1.5, 1.5, 2000)
    found = []
    for _ in range(40):
        outcome = simulated(rng, exposure, cluster, month, 4.0, 30.0)
        assert set(np.unique(outcome)) == {0.0, 100.0}
        found.append(np.polyfit(exposure, outcome, 1))
    slope, share = np.mean(found, axis=0)
    assert slope == pytest.approx(4.0, abs=0.8)
    assert share == pytest.approx(30.0, abs=1.0)
