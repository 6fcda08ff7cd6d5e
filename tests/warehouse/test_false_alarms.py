"""Data that are as they should be raise no alarm at the gates, and a strange setting none that stops the run."""

from pathlib import Path

import duckdb
import pytest

from customer_performance.core.paths import PROJECT, Layout
from customer_performance.guard import drift
from customer_performance.guard.suites import Expectation, read_suites
from customer_performance.land.land import land

POLICIES = """\
policy_id,position,metric,target_minutes
forever,1,resolution,1036800
soon,2,first_response,60
"""
HEAD = "number,incident_state,sys_mod_count,sys_updated_at,opened_at\n"
INCIDENTS = HEAD + "".join(
    f"INC{number},{state},{number},2016-03-0{number} 10:00:00,2016-03-01 09:00:00\n"
    for number, state in enumerate(["New", "Awaiting Caller", "Work In Progress", "resolved", "Closed"], 1)
)


def expectation(gate: str, beginning: str) -> Expectation:
    """The one expectation of a gate whose reason begins so."""
    (found,) = [each for each in read_suites(PROJECT / "quality", gate) if each.why.startswith(beginning)]
    return found


@pytest.fixture(scope="module")
def landed(tmp_path_factory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("company")
    files = {"sla_policies.csv": POLICIES, "servicenow/incident_history.csv": INCIDENTS}
    for name, text in files.items():
        path: Path = folder / "landing" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    layout = Layout(folder / "out")
    layout.make()
    land(folder / "landing", layout.database)
    with duckdb.connect(str(layout.database)) as connection:
        drift.compare(connection)
        yield connection


def test_a_target_of_720_days_is_a_warning(landed):
    long = expectation("raw", "A target of more than a year")
    assert [row[0] for row in landed.execute(long.query).fetchall()] == ["forever"]
    assert long.severity == "warning"
    short = expectation("raw", "A target of less than a minute")
    assert landed.execute(short.query).fetchall() == []


def test_states_that_status_words_knows_are_no_surprise(landed):
    states = expectation("raw", "More than 1 % of the versions have a state")
    assert landed.execute(states.query).fetchall() == []
    landed.execute("update raw_servicenow.incident_history set incident_state = '-100' where number = 'INC1'")
    assert landed.execute(states.query).fetchall() == [(5, 1)]


def test_types_that_ticket_type_words_knows_are_no_surprise(landed):
    types = expectation("raw", "seeds/ticket_type_words.csv does not know these types")
    query = types.query.replace("{batch}", "raw.tickets")
    known = "values ('1', 'Réclamation'), ('2', ' PANNE'), ('3', 'Praise'), ('4', null)"
    landed.execute(f"insert into raw.tickets (ticket_id, ticket_type) {known}")
    assert landed.execute(query).fetchall() == []
    landed.execute(
        "insert into raw.tickets (ticket_id, ticket_type) values ('5', 'Livraison'), ('6', 'Livraison')"
    )
    assert landed.execute(query).fetchall() == [("Livraison", 2)]


def test_an_archive_is_not_asked_whether_its_export_still_runs(landed):
    """Its newest row is years older than its load, and there is no landing before."""
    late = expectation("raw", "The newest row of a table is 35 days further behind")
    assert landed.execute(late.query).fetchall() == []


@pytest.mark.parametrize(
    ("months", "is_odd"),
    [
        (["2024-09-01", "2024-10-01", "2024-11-01"], False),
        (["2024-09-01", "2024-11-01"], True),
    ],
)
def test_only_a_month_between_others_can_be_missing(months, is_odd):
    """Where the first ticket came in September, its quarter begins in July."""
    with duckdb.connect() as connection:
        connection.execute(
            "create schema marts; create table marts.metric_values "
            "(metric_id varchar, grain varchar, period_start date, dimension varchar, value double)"
        )
        cells = [("month", month) for month in months] + [
            ("quarter", "2024-07-01"),
            ("quarter", "2024-10-01"),
        ]
        connection.executemany(
            "insert into marts.metric_values values ('kpi_tickets_created', ?, ?, 'all', 1)", cells
        )
        found = connection.execute(expectation("marts", "A month without a single ticket").query).fetchall()
        assert bool(found) == is_odd
