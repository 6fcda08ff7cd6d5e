"""The questions of a service review run on the published file, by themselves, and give an answer."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.support.demo import OUT

QUESTIONS = sorted(path.stem for path in Path("analyses").glob("*.sql"))


@pytest.fixture(scope="module")
def published() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(OUT / "published" / "warehouse.duckdb"), read_only=True)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def compiled(tmp_path_factory) -> dict[str, str]:
    target = tmp_path_factory.mktemp("target")
    dbt = [sys.executable, "-m", "dbt.cli.main"]
    # On the published file: readers of the build file in other test processes would keep dbt from opening that.
    where = ["--target", "published", "--target-path", target, "--log-path", target]
    subprocess.run(
        [*dbt, "compile", "--select", "path:analyses", *where],
        check=True,
        capture_output=True,
        env=os.environ | {"CUSTOMER_PERFORMANCE_OUT": str(OUT.resolve())},
    )
    return {path.stem: path.read_text(encoding="utf-8") for path in target.rglob("analyses/*.sql")}


def answer(published, compiled, question: str):
    return published.sql(compiled[question]).df()


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_has_an_answer(published, compiled, question):
    assert len(answer(published, compiled, question)) > 0


def test_targets_and_satisfaction_part_at_platform(published, compiled):
    parts = answer(published, compiled, "where_sla_and_satisfaction_part")
    assert set(parts.query("quadrant == 'watermelon'")["team"]) <= {"Platform"}
    assert parts.iloc[0]["satisfaction_value"] < parts.iloc[0]["satisfaction_benchmark"]


def test_those_who_wait_are_the_backlog(published, compiled):
    waiting = answer(published, compiled, "who_waits")["open_tickets"].sum()
    backlog = published.sql("""
        select value from marts.metric_values
        where metric_id = 'kpi_ticket_backlog' and grain = 'day' and dimension = 'all'
        order by period_start desc limit 1
    """).fetchone()[0]
    assert waiting == backlog


def test_the_movements_shown_are_those_of_the_month(published, compiled):
    shown = answer(published, compiled, "who_paid_more_or_left")
    assert (shown["movement_amount"].abs() > 0).all()
    assert shown["movement_amount"].abs().is_monotonic_decreasing
    assert shown["month_start_on"].nunique() == 1
