"""Whether a metric can be trusted, at a glance: when its data landed, what was left out, how its checks ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from customer_performance.site.metric import Metric
from customer_performance.site.queries import Row


@dataclass(frozen=True)
class Trust:
    """`landed_on`: the day on which a file of one of its raw tables last landed. `gate` and `gate_failed`: the checks
    of these tables at the gate before the build, and how many of them failed; `tests`, `failed`, `not_run` likewise of
    dbt. `ways`: the sets of inputs each of which is enough, where there are several, and whether it is the one in use.
    """

    landed_on: date | None
    gate: int
    gate_failed: int
    tests: int
    failed: int
    not_run: int
    tested_on: date | None
    ways: Sequence[tuple[Sequence[str], bool]]


def trust(metric: Metric, landed: Sequence[Row], expectations: Sequence[Row]) -> Trust:
    """`landed` and `expectations` are rows of the queries of these names."""
    tables = set(metric.definition.raw_tables)
    landings = [
        row["loaded_at"] for row in landed if row["table_name"] in tables and row["status"] == "landed"
    ]
    checks = [
        row["status"]
        for row in expectations
        if row["gate"] == "raw"
        and row["table_name"].rpartition(".")[2] in tables
        and row["status"] != "empty"
    ]
    tests = metric.definition.tests
    return Trust(
        landed_on=max(landings).date() if landings else None,
        gate=len(checks),
        gate_failed=checks.count("failed"),
        tests=len(tests),
        failed=sum(not test.has_passed and test.ran_on is not None for test in tests),
        not_run=sum(test.ran_on is None for test in tests),
        tested_on=max((test.ran_on for test in tests if test.ran_on), default=None),
        ways=ways(metric),
    )


def ways(metric: Metric) -> list[tuple[list[str], bool]]:
    found = (metric.requires or "").split(" or ")
    return [(way.split(", "), way == metric.readiness.inputs_used) for way in found] if len(found) > 1 else []
