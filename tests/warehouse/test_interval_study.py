"""A small version of the study, which `make study` runs in full."""

import numpy as np
import pytest

from tools.interval_study import FIGURES, coverage, simulate

COMPANIES = 400
# The coverage that is promised. Symmetric intervals of a mean with a long tail lie too low more often than 95 %
# intervals should: the study says how often.
PROMISED, PROMISED_OF_LONG_TAILS = 0.92, 0.90


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return coverage(COMPANIES, [30, 100], seed=11, out=tmp_path_factory.mktemp("study")).set_index(
        ["metric_id", "accounts"]
    )


@pytest.mark.parametrize("accounts", [30, 100])
@pytest.mark.parametrize("figure", [figure.definition["metric_id"] for figure in FIGURES])
def test_the_interval_covers_the_truth_as_often_as_it_says(found, figure, accounts):
    row = found.loc[(figure, accounts)]
    least = PROMISED_OF_LONG_TAILS if figure == "long_tailed_mean" else PROMISED
    # Among so few companies, the share may be off by two standard errors.
    noise = 2 * np.sqrt(0.95 * 0.05 / COMPANIES)
    assert row["companies"] == COMPANIES
    assert row["without_interval"] == 0
    assert least - noise <= row["covered"] <= 0.97 + noise


def test_the_simulated_truth_is_that_of_many_tickets():
    latent = simulate(300, 100, np.random.default_rng(5))["latent"].to_numpy()
    for figure in FIGURES:
        numerators = figure.numerators(latent)
        is_median = figure.definition["metric_id"] == "median"
        value = figure.definition.get("scale", 1) * (
            np.median(numerators) if is_median else numerators.mean()
        )
        assert value == pytest.approx(figure.truth, rel=0.05, abs=0.5)
