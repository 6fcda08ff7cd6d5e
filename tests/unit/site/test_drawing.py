"""Lines over labelled axes: round ticks, and points that stand where their axes say."""

from datetime import date, timedelta

import pytest

from customer_performance.site.drawing import (
    BOTTOM,
    LEFT,
    RIGHT,
    TOP,
    drawing_of_days,
    drawing_of_shares,
    round_steps,
)

FIRST = date(2024, 3, 1)
NO_BOUNDS = {"low_80": None, "high_80": None, "low_95": None, "high_95": None}


def day(number: int, expected: float, **bounds) -> dict:
    return {"date_on": FIRST + timedelta(number), "expected": expected, **NO_BOUNDS, **bounds}


@pytest.mark.parametrize(
    ("most", "count", "steps"),
    [
        (10, 4, [0, 5, 10]),
        (7.5, 4, [0, 2, 4, 6, 8]),
        (365, 5, [0, 100, 200, 300, 400]),
        (0.3, 4, [0, 0.1, 0.2, 0.3]),
        (0, 4, [0, 1]),
        (100, 5, [0, 20, 40, 60, 80, 100]),
    ],
)
def test_steps_are_round_and_reach_the_largest_value(most, count, steps):
    assert round_steps(most, count) == pytest.approx(steps)


def test_days_stand_where_they_are_in_time_between_nothing_and_the_largest_bound():
    """Days on which a desk is closed are left out, and leave their room."""
    bounds = {"low_95": 0.0, "high_95": 8.0}
    found = drawing_of_days([day(0, 4, **bounds), day(1, 8, **bounds), day(4, 0, **bounds)])
    quarter = LEFT + (RIGHT - LEFT) / 4
    assert found.line == [(LEFT, (TOP + BOTTOM) / 2), (quarter, TOP), (RIGHT, BOTTOM)]
    assert found.band == [
        (LEFT, TOP), (quarter, TOP), (RIGHT, TOP), (RIGHT, BOTTOM), (quarter, BOTTOM), (LEFT, BOTTOM)
    ]  # fmt: skip
    assert [text for _, text in found.value_ticks] == ["0", "2", "4", "6", "8"]
    assert found.time_ticks == [(LEFT, "2024-03-01"), (quarter, "2024-03-02"), (RIGHT, "2024-03-05")]


def test_without_an_interval_a_line_is_drawn_alone():
    found = drawing_of_days([day(0, 0)])
    assert (found.line, found.band) == ([(LEFT, BOTTOM)], [])
    assert [text for _, text in found.time_ticks] == ["2024-03-01"]


def test_the_wider_interval_is_drawn_where_it_is_known():
    found = drawing_of_days([day(0, 1, low_80=0.5, high_80=2.0)])
    assert found.band == [(LEFT, TOP), (LEFT, BOTTOM - (BOTTOM - TOP) / 4)]


def test_a_share_stays_what_it_was_until_its_next_step():
    found = drawing_of_shares([(0, 1.0), (5, 0.5), (10, 0.25)])
    middle = (LEFT + RIGHT) / 2
    assert found.line == [
        (LEFT, TOP), (LEFT, TOP), (middle, TOP), (middle, 72), (RIGHT, 72), (RIGHT, 104)
    ]  # fmt: skip
    assert [text for _, text in found.value_ticks] == ["0%", "50%", "100%"]
    assert [text for _, text in found.time_ticks] == ["0", "2", "4", "6", "8", "10"]
