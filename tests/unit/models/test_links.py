"""Links: which exposures are compared, on which rows, and what of them comes out."""

import numpy as np
import pandas as pd
import pytest

from customer_performance.models import links
from customer_performance.models.doses import doses, split

MONTHS = pd.to_datetime(["2024-02-01", "2024-03-01"])


def account_months(accounts: int, months: int = 1) -> pd.DataFrame:
    """Accounts that are alike in everything."""
    return pd.DataFrame([
        {
            "account_id": f"a{account:03d}", "checkpoint_at": MONTHS[month],
            "month_start_on": MONTHS[month] - pd.DateOffset(months=1), "started_at": pd.Timestamp("2023-01-01"),
            "plan": "basic", "segment": None, "region": "EMEA", "customer_type": "external",
            "tenure_days": 100.0, "mrr_amount": 10.0, "ticket_count": 2, "is_term_ending": False,
        }
        for account in range(accounts)
        for month in range(months)
    ])  # fmt: skip


def outcomes_of(panel: pd.DataFrame, values: np.ndarray, outcome: str = "is_lost") -> pd.DataFrame:
    """The outcome of each account-month; nothing is known of the others, nor of before."""
    found = panel[links.KEY].assign(role="outcome", look_ahead_days=np.nan)
    for name in links.OUTCOMES:
        found[name] = values if name == outcome else np.nan
    return found


def exposures_of(panel: pd.DataFrame, numerator: np.ndarray, denominator: float = 1.0) -> pd.DataFrame:
    return panel[links.KEY].assign(
        metric_id="cpi_a", numerator=numerator, denominator=denominator, subjects=1, look_ahead_days=0
    )


def pairs(outcome: str = "is_lost", direction: int = 1, is_duration: bool = False) -> pd.DataFrame:
    return pd.DataFrame([
        {"metric_id": "cpi_a", "outcome": outcome, "direction": direction, "is_duration": is_duration,
         "look_ahead_days": 0}
    ])  # fmt: skip


def test_the_slope_of_six_accounts_is_the_one_on_paper():
    """Exposures 0 to 5, and losses 0, 0, 0, 1, 0, 1: the slope is Σ(x-2.5)y / Σ(x-2.5)² = 3 / 17.5 of a loss a unit.

    Drawing values to the mean divides all distances alike, so a standard deviation is that of the values, √3.5; but
    the ends are cut to the quantiles of 1 and 99 %, 0.05 units inwards.
    """
    panel = account_months(6)
    lost = np.array([0, 0, 0, 1, 0, 1.0])
    found = links.estimate(
        panel, outcomes_of(panel, lost), exposures_of(panel, np.arange(6.0)), pairs()
    ).iloc[0]
    values = np.array([0.05, 1, 2, 3, 4, 4.95]) - 2.5
    assert found["effect"] == pytest.approx(100 * (values @ lost) / (values @ values) * values.std(ddof=1))
    assert (found["accounts"], found["account_months"], found["events"], found["event_accounts"]) == (
        6,
        6,
        2,
        2,
    )
    turned = links.estimate(
        panel, outcomes_of(panel, lost), exposures_of(panel, np.arange(6.0)), pairs(direction=-1)
    ).iloc[0]
    assert turned["effect"] == pytest.approx(-found["effect"])
    assert turned["p_value"] == pytest.approx(found["p_value"])


def test_an_exposure_that_never_differs_says_nothing():
    panel = account_months(40)
    lost = np.arange(40) % 2.0
    found = links.estimate(panel, outcomes_of(panel, lost), exposures_of(panel, np.ones(40)), pairs())
    assert found["p_value"].isna().all()
    assert found["effect"].isna().all()


def test_an_exposure_that_follows_from_a_control_says_nothing():
    panel = account_months(40)
    panel["region"] = np.where(np.arange(40) < 20, "EMEA", "APAC")
    found = links.estimate(
        panel,
        outcomes_of(panel, np.arange(40) % 2.0),
        exposures_of(panel, (np.arange(40) < 20) * 1.0),
        pairs(),
    )
    assert found["p_value"].isna().all()


def test_account_months_without_the_exposure_or_a_known_outcome_are_left_out():
    panel = account_months(10, months=2)
    lost = np.where(np.arange(20) < 4, np.nan, np.arange(20) % 3 == 0)
    exposures = exposures_of(panel, np.arange(20.0)).iloc[:16]
    found = links.estimate(panel, outcomes_of(panel, lost), exposures, pairs()).iloc[0]
    assert (found["accounts"], found["account_months"]) == (6, 12)


def test_values_are_drawn_to_the_companys_by_three_subjects():
    """Two subjects of 0 and two of 1 are 0.5 together: one of 0 beside three of 0.5 is 0.375."""
    exposures = np.array([0.0, 0, 2]), np.array([1.0, 1, 2]), np.array([1.0, 1, 2])
    assert links.exposure_values(*exposures, False) == pytest.approx([0.375, 0.375, 0.7])
    assert links.exposure_values(*exposures, True) == pytest.approx(np.log1p([0.375, 0.375, 0.7]))


def test_a_placebo_is_what_came_before_and_for_losses_the_change_of_mrr():
    panel = account_months(30)
    outcomes = outcomes_of(panel, np.arange(30) % 2.0)
    before = outcomes.assign(role="placebo", look_ahead_days=0, is_lost=np.nan, mrr_change=np.arange(30) / 30)
    exposures = exposures_of(panel, np.arange(30.0))
    found = links.estimate(panel, pd.concat([outcomes, before]), exposures, pairs()).iloc[0]
    assert found["placebo_effect"] > 10
    assert found["placebo_p_value"] < 0.001
    assert np.isnan(links.estimate(panel, outcomes, exposures, pairs()).iloc[0]["placebo_effect"])


def test_no_rows_are_a_table_without_rows_of_the_same_types():
    panel = account_months(3)
    nothing = [
        panel.iloc[:0],
        outcomes_of(panel, np.zeros(3)).iloc[:0],
        exposures_of(panel, np.zeros(3)).iloc[:0],
    ]
    found = links.estimate(*nothing, pairs())
    assert found[["accounts", "events"]].to_numpy().tolist() == [[0, 0]]
    assert len(links.estimate(*nothing, pairs().iloc[:0])) == 0
    assert len(doses(*nothing, pairs())) == 0


def test_the_order_of_rows_changes_no_figure():
    rng = np.random.default_rng(1)
    panel = account_months(60, months=2)
    parts = [panel, outcomes_of(panel, rng.integers(0, 2, 120) * 1.0), exposures_of(panel, rng.random(120))]
    mixed = [part.sample(frac=1, random_state=3) for part in parts]
    pd.testing.assert_frame_equal(links.estimate(*mixed, pairs()), links.estimate(*parts, pairs()), rtol=0)


def test_of_too_many_rows_whole_accounts_stay(monkeypatch):
    monkeypatch.setattr(links, "MOST_ROWS", 50)
    panel = account_months(40, months=2)
    panel["started_at"] += pd.to_timedelta(np.repeat(np.arange(40), 2), unit="D")
    kept = links.sampled(panel)
    assert set(kept["account_id"]) == {f"a{account:03d}" for account in range(0, 40, 2)}
    assert len(kept) == 40


@pytest.mark.parametrize(
    ("values", "direction", "names", "of"),
    [
        ([1, 2, 3, 4, 5, 6], 1, ["worst", "middle", "best"], [0, 0, 1, 1, 2, 2]),
        ([1, 2, 3, 4, 5, 6], -1, ["worst", "middle", "best"], [2, 2, 1, 1, 0, 0]),
        ([0, 0, 0, 0, 1, 2], -1, ["some", "none"], [1, 1, 1, 1, 0, 0]),
        ([0, 0, 0, 0, 1, 2], 1, ["none", "some"], [0, 0, 0, 0, 1, 1]),
        ([1, 1, 1, 1, 0.5, 0], 1, ["worst", "best"], [1, 1, 1, 1, 0, 0]),
        ([0.2, 0.2, 0.2, 0.2, 0.5, 1], 1, ["worst", "best"], [0, 0, 0, 0, 1, 1]),
        ([-1, 0, 0, 0, 0, 1], 1, ["worst", "best"], [0, 1, 1, 1, 1, 1]),
    ],
)
def test_doses_are_thirds_or_none_and_some(values, direction, names, of):
    found, dose = split(np.array(values, float), direction)
    assert found == names
    assert dose.tolist() == of


def test_a_dose_has_the_share_that_did_it_and_the_adjusted_one():
    """Where accounts are alike in all else, both are the same."""
    panel = account_months(30)
    lost = np.where(
        np.arange(30) < 10,
        np.arange(30) % 2,
        np.where(np.arange(30) < 20, np.arange(30) == 12, np.arange(30) % 5 == 0),
    )
    found = doses(panel, outcomes_of(panel, lost * 1.0), exposures_of(panel, np.arange(30.0)), pairs())
    assert found["dose"].tolist() == ["worst", "middle", "best"]
    assert found["value"].tolist() == [50, 10, 20]
    assert found["adjusted_value"].tolist() == pytest.approx([50, 10, 20], abs=1e-6)
    assert found["exposure_value"].tolist() == [4.5, 14.5, 24.5]
    assert found["ci_low"].min() >= 0


def test_a_pair_with_a_dose_of_four_accounts_has_none():
    panel = account_months(12)
    found = doses(
        panel, outcomes_of(panel, np.arange(12) % 2.0), exposures_of(panel, np.arange(12.0)), pairs()
    )
    assert len(found) == 0
