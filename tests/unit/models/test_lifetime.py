"""Purchases and amounts to come: against published parameters, against integrals, and where nothing can be told."""

import numpy as np
import pytest
from scipy.stats import beta

from customer_performance.models import lifetime
from customer_performance.models.lifetime import (
    NotConvergedError,
    Purchasing,
    Spending,
    fit_purchasing,
    fit_spending,
)

PUBLISHED = Purchasing(r=0.243, alpha=4.414, a=0.793, b=2.426, log_likelihood=0)


def one(*values: float) -> list[np.ndarray]:
    return [np.array([value], float) for value in values]


def simulated(customers: int, seed: int, weeks: float = 78) -> tuple[np.ndarray, ...]:
    """Customers who buy and leave as the model says, and began at any time in the first half."""
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(customers):
        rate, leaving = rng.gamma(0.8, 1 / 6), rng.beta(0.9, 2.5)
        observed = rng.integers(int(weeks * 3.5), int(weeks * 7)) / 7
        at, last, count = 0.0, 0.0, 0
        while rng.random() >= (leaving if count else 0):
            at += rng.exponential(1 / rate)
            if at > observed:
                break
            last, count = at, count + 1
        rows.append((count, last, observed))
    return tuple(np.array(rows, float).T)


def test_the_published_example():
    """Fader, Hardie and Lee: two purchases, the last after 30.43 of 38.86 weeks: 1.226 in the next 39."""
    assert PUBLISHED.expected(*one(2, 30.43, 38.86), 39)[0] == pytest.approx(1.226, abs=5e-4)


@pytest.mark.parametrize(("a", "b"), [(0.793, 2.426), (1.0, 2.0), (0.5, 0.3), (3.0, 900.0), (2e-2, 0.06)])
@pytest.mark.parametrize(("x", "t_x", "observed"), [(0, 0, 0), (0, 0, 30), (1, 5, 30), (80, 29, 30)])
def test_what_is_expected_is_the_mean_over_all_probabilities_of_leaving(a, b, x, t_x, observed):
    model = Purchasing(r=0.6, alpha=3.4, a=a, b=b, log_likelihood=0)

    def purchases(leaving):
        return -np.expm1(-(0.6 + x) * np.log1p(leaving * 52 / (3.4 + observed))) / leaving

    (found,), (active,) = (
        model.expected(*one(x, t_x, observed), 52),
        model.probability_active(*one(x, t_x, observed)),
    )
    quantiles = beta.ppf((np.arange(50_000) + 0.5) / 50_000, a, b + x)
    mean = purchases(np.maximum(quantiles, 1e-12)).mean()
    assert found == pytest.approx(active * mean, rel=1e-3)


def test_after_one_purchase_nobody_has_left():
    assert PUBLISHED.probability_active(*one(0, 0, 500)) == 1
    assert PUBLISHED.probability_active(*one(1, 1, 500)) < 0.05
    assert PUBLISHED.probability_active(*one(9, 499, 500)) > 0.9


def test_the_longer_nobody_comes_the_less_is_expected():
    waits = np.arange(0.0, 200)
    expected = PUBLISHED.expected(np.zeros(200), np.zeros(200), waits, 52)
    assert (np.diff(expected) < 0).all()
    assert expected[-1] > 0


def test_parameters_are_found_again():
    found = fit_purchasing(*simulated(8_000, seed=3))
    assert found.r == pytest.approx(0.8, rel=0.15)
    assert found.alpha == pytest.approx(6, rel=0.15)
    assert found.a / (found.a + found.b) == pytest.approx(0.9 / 3.4, rel=0.15)


def test_neither_order_nor_repetition_of_customers_matters():
    rows = np.column_stack(simulated(300, seed=4))
    mixed = rows[np.random.default_rng(1).permutation(len(rows))]
    assert fit_purchasing(*rows.T) == fit_purchasing(*mixed.T)


def test_a_sample_of_many_customers_says_the_same(monkeypatch):
    rows = simulated(6_000, seed=5)
    whole = fit_purchasing(*rows)
    monkeypatch.setattr(lifetime, "MOST", 3_000)
    sample = fit_purchasing(*rows)
    x, t_x, observed = rows
    total = whole.expected(x, t_x, observed, 52).sum()
    assert sample.expected(x, t_x, observed, 52).sum() == pytest.approx(total, rel=0.03)


def test_where_nobody_leaves_purchases_go_on():
    """Rates differ and nobody stops: a is as small as it can be, and what is expected is the customer's own rate."""
    rng = np.random.default_rng(6)
    rates = rng.gamma(2, 0.5, 400)
    counts = rng.poisson(rates * 52)
    found = fit_purchasing(counts.astype(float), np.where(counts > 0, 51.9, 0), np.full(400, 52.0))
    often = counts[counts > 9].astype(float)
    expected = found.expected(often, np.full(len(often), 51.9), np.full(len(often), 52.0), 52)
    assert found.a / (found.a + found.b) < 1e-3
    assert expected == pytest.approx(often, rel=0.25)


def test_customers_who_do_not_differ_go_on_as_they_do():
    rows = np.full(200, 4.0), np.full(200, 48.0), np.full(200, 52.0)
    assert fit_purchasing(*rows).expected(*rows, 52) == pytest.approx(4, rel=0.02)


def test_a_search_that_ends_at_its_bounds_tells_no_parameters(monkeypatch):
    monkeypatch.setattr(lifetime, "WIDEST", 0.5)
    with pytest.raises(NotConvergedError):
        fit_purchasing(*simulated(300, seed=4))


def test_nobody_who_comes_back_tells_no_parameters():
    with pytest.raises(NotConvergedError):
        fit_purchasing(np.zeros(200), np.zeros(200), np.linspace(0, 52, 200))


def test_amounts_are_drawn_to_the_mean_of_all():
    model = Spending(p=6.25, q=3.74, v=15.44)
    (unknown,), (twice,), (often,) = (model.mean(*one(n, m)) for n, m in ((0, 0), (2, 100), (500, 100)))
    assert unknown == pytest.approx(6.25 * 15.44 / 2.74)
    assert unknown < twice < often < 100
    assert often == pytest.approx(100, abs=0.2)


def test_amounts_are_found_again():
    rng = np.random.default_rng(7)
    count = rng.integers(1, 9, 5_000)
    scales = rng.gamma(4, 1 / 50, 5_000)
    mean = rng.gamma(6 * count, 1 / (scales * count))
    found = fit_spending(count, mean)
    assert (found.p, found.q, found.v) == pytest.approx((6, 4, 50), rel=0.15)


def test_amounts_of_one_size_tell_no_parameters():
    with pytest.raises(NotConvergedError):
        fit_spending(np.array([1.0, 2, 3] * 20), np.full(60, 9.99))
