"""Cells that a build keeps from the one before are those of a roll-up from scratch, whatever has changed since."""

import os
import random

import pytest

from tests.support.changing_company import ChangingCompany
from tests.support.demo import OUT, needed

# The first two change tickets, accounts, teams, words, targets, vars and the present, each at least once.
FIRST_DAY = 31
DAYS = int(os.environ.get("CUSTOMER_PERFORMANCE_DAYS", "2"))


@pytest.mark.slow
def test_kept_cells_are_those_of_a_roll_up_from_scratch(tmp_path):
    company = ChangingCompany(tmp_path, needed(OUT / "build" / "warehouse.duckdb"))
    kept = []
    for day in range(FIRST_DAY, FIRST_DAY + DAYS):
        before = company.fingerprints()
        changed = company.change(random.Random(day))
        company.build()
        count, found = company.differences()
        assert (count > 10_000, found[:5]) == (True, []), changed
        kept.append(len(before.items() & company.fingerprints().items()) / len(before))
    # a day on which every month was summed again would show nothing
    assert max(kept) > 0.1
    assert min(kept) < 1
