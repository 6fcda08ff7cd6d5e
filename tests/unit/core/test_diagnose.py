"""Where a query fails for want of memory or disk, nobody is told that their condition, suite or view is wrong."""

from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from customer_performance.core.errors import RunError
from customer_performance.guard.validation import count_rows, raise_cause
from customer_performance.land.made_columns import check_where
from customer_performance.land.readers import Relation
from customer_performance.publish.model import Model

SHORT = "Failed to commit: could not allocate block of size 256.0 KiB (9.3 MiB/9.5 MiB used)"
EXPECTATION = SimpleNamespace(origin="quality suite raw", query="select 1")


class Short:
    """A connection that has no memory left."""

    def execute(self, *_):
        raise duckdb.TransactionException(SHORT)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: check_where(
            Short(), Relation("csv", Path("tickets.csv"), ["Status"], ["varchar"]), "Status = 1"
        ),
        lambda: count_rows(Short(), EXPECTATION, "select 1"),
        lambda: Model("kpi_churn", "", {}, view="create view v as select 1").copy(Short(), "warehouse"),
    ],
    ids=["a condition", "an expectation", "a view"],
)
def test_the_error_comes_through(ask):
    with pytest.raises(duckdb.TransactionException, match="could not allocate"):
        ask()


def test_what_great_expectations_was_short_of_is_said(tmp_path):
    duckdb.connect(str(tmp_path / "warehouse.duckdb")).close()
    with pytest.raises(RunError, match=r"(?s)cannot be evaluated.*Set CUSTOMER_PERFORMANCE_MEMORY_LIMIT"):
        raise_cause(EXPECTATION, tmp_path / "warehouse.duckdb", {"exception_message": SHORT})
