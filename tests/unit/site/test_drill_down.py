"""The query of the rows behind a number."""

from datetime import date

import duckdb
import pytest

from customer_performance.core.variables import declared_dimensions, project_variables
from customer_performance.site import drill_down

DIMENSIONS = declared_dimensions(project_variables())

FACTS = """
    create schema marts;
    create table marts.fct_tickets (ticket_id text, account_id text);
    insert into marts.fct_tickets values ('1', 'a'), ('2', 'a');
    create table marts.fct_calls (call_id text, ticket_id text);
"""


@pytest.mark.parametrize(
    ("query", "fact"),
    [
        (
            "select ticket_id as subject_id, 1 as numerator from marts.fct_tickets",
            ("fct_tickets", "ticket_id"),
        ),
        (
            "select tickets.ticket_id as subject_id from marts.fct_tickets as tickets",
            ("fct_tickets", "ticket_id"),
        ),
        ("select subject_id from (select ticket_id as subject_id from marts.fct_tickets)", None),
        (
            "with calls as (select * from marts.fct_calls) select fct_tickets.ticket_id as subject_id "
            "from marts.fct_tickets inner join calls on fct_tickets.ticket_id = calls.ticket_id",
            ("fct_tickets", "ticket_id"),
        ),
        (
            "select calls.call_id as subject_id from marts.fct_tickets as tickets "
            "inner join marts.fct_calls as calls on tickets.ticket_id = calls.ticket_id",
            ("fct_calls", "call_id"),
        ),
        ("select 'call/' || call_id as subject_id from marts.fct_calls", None),
        (
            "select ticket_id as subject_id from marts.fct_tickets "
            "union all select call_id as subject_id from marts.fct_calls",
            None,
        ),
        # two tickets have the same account, so it tells no rows apart
        ("select account_id as subject_id from marts.fct_tickets", None),
        ("select max(ticket_id) as subject_id from marts.fct_tickets", None),
    ],
)
def test_the_fact_behind_a_metric_is_the_one_whose_rows_are_its_subjects(query, fact):
    with duckdb.connect() as connection:
        connection.execute(FACTS)
        connection.execute(f"create view marts.cpi_x as {query}")
        assert drill_down.fact_behind(drill_down.views(connection)["cpi_x"], connection) == fact
        assert drill_down.fact_behind("", connection) is None


def test_a_value_with_a_quote_cannot_leave_its_query():
    assert drill_down.conditions({"channel": ["o'clock"]}, [], DIMENSIONS) == {
        "channel": {"o'clock": "\n    and observations.channel = 'o''clock'"}
    }


def test_what_the_account_has_is_sought_in_the_account():
    assert drill_down.conditions({"plan": ["gold"]}, [], DIMENSIONS) == {
        "plan": {
            "gold": "\n    and observations.account_id in "
            "(select account_id from marts.dim_accounts where plan = 'gold')"
        }
    }


def test_teams_and_leads_are_found_by_the_name_of_the_dimension_value():
    teams = [
        {"team_id": "1", "team_name": "Same", "lead_agent_id": "x", "lead_name": None},
        {"team_id": "2", "team_name": "Same", "lead_agent_id": "x", "lead_name": None},
        {"team_id": "3", "team_name": None, "lead_agent_id": None, "lead_name": None},
    ]
    assert drill_down.ids_by_name(teams, "team_id", "team_name") == {
        "Same (1)": "1",
        "Same (2)": "2",
        "3": "3",
    }
    assert drill_down.ids_by_name(teams, "lead_agent_id", "lead_name") == {"x": "x"}


@pytest.mark.parametrize(
    ("grain", "start", "end"),
    [
        ("day", date(2024, 2, 28), date(2024, 2, 29)),
        ("week", date(2023, 12, 25), date(2024, 1, 1)),
        ("month", date(2023, 12, 1), date(2024, 1, 1)),
        ("quarter", date(2024, 10, 1), date(2025, 1, 1)),
    ],
)
def test_a_period_ends_where_the_next_begins(grain, start, end):
    assert drill_down.next_period(grain, start) == end
