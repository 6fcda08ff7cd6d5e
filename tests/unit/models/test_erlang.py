"""The queues of Erlang, by published figures, by limits that are known exactly, and by what must be the same."""

from math import exp, factorial, inf

import numpy as np
import pytest

from customer_performance.models import erlang

HANDLE = 180.0


def test_the_published_figures_of_erlang_c():
    assert round(erlang.waiting_chance(12, 10), 4) == 0.4494
    assert erlang.agents_needed(100 * HANDLE / 1800, HANDLE, within=20, share=0.8) == 14
    assert round(erlang.answered_in_time(14, 10, HANDLE, 20), 4) == 0.8884
    assert round(erlang.answered_in_time(13, 10, HANDLE, 20), 4) == 0.7956


def test_a_load_that_nobody_can_do_leaves_everybody_waiting():
    assert erlang.waiting_chance(10, 10) == 1
    assert erlang.answered_in_time(10, 10, HANDLE, 20) == 0
    assert erlang.answered_in_time(0, 1, HANDLE, 20, patience=60) == 0


def test_nothing_to_do_needs_nobody():
    assert erlang.agents_needed(0, HANDLE, 20, 0.8) == 0
    assert erlang.answered_in_time(1, 0, HANDLE, 20) == 1


def test_endless_patience_is_erlang_c():
    patient = erlang.waiting_chance_of_patient(12, 10, HANDLE, patience=1e9)
    assert patient == pytest.approx(erlang.waiting_chance(12, 10), abs=1e-6)
    in_time = erlang.answered_in_time(14, 10, HANDLE, 20, patience=1e9)
    assert in_time == pytest.approx(erlang.answered_in_time(14, 10, HANDLE, 20), abs=1e-6)


def test_patience_as_long_as_a_call_is_a_queue_with_endless_agents():
    """Who waits leaves as soon as who talks, so the calls in the system are Poisson."""
    below = sum(exp(-10) * 10**calls / factorial(calls) for calls in range(12))
    assert erlang.waiting_chance_of_patient(12, 10, HANDLE, HANDLE) == pytest.approx(1 - below, abs=1e-12)
    assert round(1 - below, 4) == 0.3032


@pytest.mark.parametrize(
    ("agents", "load", "patience"), [(9, 10, 200), (14, 10, 60), (3, 1.5, 90), (1, 4, 300)]
)
def test_whoever_is_answered_at_all_is_what_the_agents_do(monkeypatch, agents, load, patience):
    """In the birth and death chain, the calls that agents finish are those that were answered, however late."""
    weights = [1.0]
    for state in range(1, 2000):
        leaving = min(state, agents) / HANDLE + max(state - agents, 0) / patience
        weights.append(weights[-1] * load / HANDLE / leaving)
    weights = np.array(weights) / np.sum(weights)
    done = np.sum(np.minimum(np.arange(len(weights)), agents) * weights) / load
    monkeypatch.setattr(erlang, "STEPS", 20_000)
    by_and_by = erlang.answered_in_time(agents, load, HANDLE, 15 * patience, patience)
    assert by_and_by == pytest.approx(done, abs=1e-5)
    waiting = erlang.waiting_chance_of_patient(agents, load, HANDLE, patience)
    assert waiting == pytest.approx(weights[agents:].sum(), abs=1e-9)


def test_the_fewest_agents_that_reach_the_target():
    for load in (0.01, 0.7, 3.3, 25.0, 180.0):
        for patience in (45.0, 400.0, inf):
            agents = erlang.agents_needed(load, HANDLE, 20, 0.8, patience)
            assert erlang.answered_in_time(agents, load, HANDLE, 20, patience) >= 0.8
            assert agents == 1 or erlang.answered_in_time(agents - 1, load, HANDLE, 20, patience) < 0.8


def test_large_desks_are_no_trouble():
    assert erlang.agents_needed(20_000, HANDLE, 20, 0.8) > 20_000
    assert 16_000 <= erlang.agents_needed(20_000, HANDLE, 20, 0.8, patience=300) <= 20_000


def test_absences_are_scheduled_for():
    assert erlang.agents_with_absences(14, 0.3) == 20
    assert erlang.agents_with_absences(7, 0.3) == 10  # 7 / 0.7 is 10.000000000000002
    assert erlang.agents_with_absences(5, 0) == 5
