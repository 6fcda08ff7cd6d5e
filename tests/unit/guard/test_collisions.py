"""Rows of one id that are of different things: where a file has many of them, the run stops."""

import pytest

from customer_performance.core.errors import RunError
from customer_performance.core.paths import PROJECT, Layout
from customer_performance.guard.run import guard
from tests.support.landing_company import Company

SUITE = "landing.yml"


@pytest.fixture
def company(tmp_path) -> Company:
    return Company(tmp_path)


@pytest.fixture
def suite(tmp_path):
    """The suite of landing alone: other gates would have their own say on so few rows."""
    folder = tmp_path / "quality" / "raw"
    folder.mkdir(parents=True)
    (folder / SUITE).write_text((PROJECT / "quality" / "raw" / SUITE).read_text(encoding="utf-8"))
    return folder.parent


def land_calls(company: Company, *minutes: list[int]) -> Layout:
    """Calls with the numbers 0, 1, … as ids, which are used again in each list; each call begins at its minute."""
    rows = [
        f"{number},2024-03-01 {minute // 60:02}:{minute % 60:02}"
        for times in minutes
        for number, minute in enumerate(times)
    ]
    company.write("calls.csv", "call_id,queued_at", *rows)
    company.land()
    return Layout(company.database.parents[1])


def test_a_file_of_which_many_ids_repeat_stops_the_run(company: Company, suite) -> None:
    layout = land_calls(company, list(range(100)), [500] * 10)
    layout.make()
    with pytest.raises(RunError, match="share their ids"):
        guard("raw", layout, suite)


@pytest.mark.parametrize(
    "minutes",
    [
        pytest.param([list(range(100)), [500] * 9], id="18 of 109 rows are few"),
        pytest.param([list(range(600)), [700] * 10], id="20 of 610 rows are a small share"),
        pytest.param([list(range(100)), list(range(100))], id="the same calls twice are copies"),
    ],
)
def test_few_collisions_and_copies_do_not(company: Company, suite, minutes) -> None:
    layout = land_calls(company, *minutes)
    layout.make()
    guard("raw", layout, suite)
