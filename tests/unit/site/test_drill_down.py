"""The query of the rows behind a number."""

from datetime import date

import pytest

from customer_performance.core.variables import declared_dimensions, project_variables
from customer_performance.site import drill_down

DIMENSIONS = declared_dimensions(project_variables())


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
