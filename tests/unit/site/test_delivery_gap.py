"""Which teams come first, and what decides."""

from datetime import date

from customer_performance.site.delivery_gap import GAP_MEASURES, read_teams
from tests.support.metric import cell, metric


def team(name, quadrant, satisfaction, ease, month=date(2025, 3, 1)):
    row = {"dimension_value": name, "month_start_on": month, "quadrant": quadrant}
    for measure in GAP_MEASURES:
        figures = ("value", "ci_low", "ci_high", "benchmark", "subjects", "verdict")
        row |= {f"{measure}_{figure}": None for figure in figures}
    return row | {"satisfaction_verdict": satisfaction, "ease_verdict": ease}


def test_the_watermelon_comes_first_and_one_clear_complaint_decides():
    rows = [
        team("a", "healthy", "above", "unclear"),
        team("b", "healthy", "above", "above", month=date(2025, 2, 1)),
        team("b", "watermelon", "above", "below"),
    ]
    assert [(team.name, team.now.customer_verdict, len(team.history)) for team in read_teams(rows, {})] == [
        ("b", "below", 2),
        ("a", "above", 1),
    ]


def test_a_team_without_a_value_in_the_last_month_is_left_out():
    rows = [
        team("a", "watermelon", "above", "below", month=date(2025, 2, 1)),
        team("b", "healthy", "above", "above"),
    ]
    assert [team.name for team in read_teams(rows, {})] == ["b"]


def test_a_small_sample_is_told_in_its_month_alone():
    small = cell(dimension="team", dimension_value="a", period_start=date(2025, 2, 1), is_small=True)
    rows = [
        team("a", "healthy", "above", "unclear", month=date(2025, 2, 1)),
        team("a", "healthy", "above", "unclear"),
    ]
    (found,) = read_teams(rows, {GAP_MEASURES["ease"]: metric(GAP_MEASURES["ease"], small)})
    told = [[month.measures[measure].is_small for measure in GAP_MEASURES] for month in found.history]
    assert told == [[False, False, True], [False, False, False]]
