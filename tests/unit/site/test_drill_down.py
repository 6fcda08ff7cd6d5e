"""The condition on the rows behind a number."""

from customer_performance.site import drill_down


def test_a_value_with_a_quote_cannot_leave_its_query():
    assert drill_down.conditions({"channel": ["o'clock"]}, []) == {
        "channel": {"o'clock": "\n    and observations.channel = 'o''clock'"}
    }


def test_teams_and_leads_are_found_by_the_name_that_a_cut_bears():
    teams = [
        {"team_id": "1", "team_name": "Same", "lead_agent_id": "x", "lead_name": None},
        {"team_id": "2", "team_name": "Same", "lead_agent_id": "x", "lead_name": None},
        {"team_id": "3", "team_name": None, "lead_agent_id": None, "lead_name": None},
    ]
    assert drill_down.readable(teams, "team_id", "team_name") == {"Same (1)": "1", "Same (2)": "2", "3": "3"}
    assert drill_down.readable(teams, "lead_agent_id", "lead_name") == {"x": "x"}
