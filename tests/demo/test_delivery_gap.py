"""delivery_gap on the demo company: what it is sure of is true, and it finds the team that was planted."""

import math

import pytest
from scipy import stats

ASSUMED_ICC = 0.1


@pytest.fixture(scope="module")
def targets(warehouse) -> dict[str, float]:
    return dict(
        warehouse.sql("""
            select metric_id, target from intermediate.int_metric_targets where grain = 'month' and dimension = 'all'
        """).fetchall()
    )


@pytest.fixture(scope="module")
def true_quadrants(truth, targets) -> dict[str, str]:
    """By the truth of the whole time, of which every month is a sample."""
    measures = {"sla": "kpi_sla_attainment", "said": "cpi_customer_satisfaction"}
    reached = {
        measure: {
            team: cell["value"] >= targets[metric]
            for team, cell in truth["metrics"][metric]["by_team"].items()
        }
        for measure, metric in measures.items()
    }
    names = {
        (True, True): "healthy",
        (True, False): "watermelon",
        (False, True): "slow_but_loved",
        (False, False): "failing",
    }
    return {team: names[reached["sla"][team], reached["said"][team]] for team in reached["sla"]}


def test_one_team_was_planted(true_quadrants):
    assert [team for team, quadrant in true_quadrants.items() if quadrant == "watermelon"] == ["Platform"]
    assert list(true_quadrants.values()).count("healthy") >= 3


@pytest.mark.parametrize("dimension", ["team", "lead"])
def test_the_planted_watermelon_is_found_and_no_other(warehouse, dimension):
    found = warehouse.execute(
        """
        select teams.team_name, count(*)
        from marts.delivery_gap as gaps
        inner join marts.dim_teams as teams
            on gaps.dimension_value = if(gaps.dimension = 'team', teams.team_name, teams.lead_agent_id)
        where gaps.dimension = ? and gaps.quadrant = 'watermelon'
        group by teams.team_name
        """,
        [dimension],
    ).fetchall()
    assert [name for name, _ in found] == ["Platform"]
    assert found[0][1] >= 3


def test_whatever_it_is_sure_of_is_true(warehouse, true_quadrants):
    found = warehouse.sql("""
        select distinct dimension_value, quadrant from marts.delivery_gap
        where dimension = 'team' and quadrant <> 'too_few_to_say'
    """).fetchall()
    assert {quadrant for _, quadrant in found} >= {"watermelon", "healthy"}
    assert [(team, quadrant) for team, quadrant in found if true_quadrants[team] != quadrant] == []


def test_intervals_of_accounts_allow_for_their_people(warehouse):
    """Wilson on n / design effect, as the definition has it, with people as the clusters."""
    answers = warehouse.sql("""
        select account_id, coalesce(contact_id, ticket_id, response_id) as person,
            count(*) as answers, count_if(is_satisfied) as satisfied
        from marts.fct_survey_responses
        where kind = 'csat' and is_score_valid and account_id is not null
            and responded_at >= timestamp '2024-12-01' and responded_at < timestamp '2025-12-01'
        group by all
    """).fetchall()
    people: dict[str, list] = {}
    for account, _, count, satisfied in answers:
        people.setdefault(account, []).append((count, satisfied))
    found = {
        account: bounds
        for account, *bounds in warehouse.sql("""
            select
                dimension_value, satisfaction_subjects,
                coalesce(satisfaction_ci_low, 'nan'), coalesce(satisfaction_ci_high, 'nan')
            from marts.delivery_gap
            where dimension = 'account' and month_start_on = date '2025-11-01' and satisfaction_subjects > 0
        """).fetchall()
    }
    assert found.keys() == people.keys()
    expected = {
        account: [sum(count for count, _ in clusters), *wilson(clusters)]
        for account, clusters in people.items()
    }
    assert sum(not math.isnan(bounds[1]) for bounds in expected.values()) > 20
    for account, bounds in expected.items():
        assert found[account] == pytest.approx(bounds, rel=1e-3, abs=1e-3, nan_ok=True), account


def wilson(clusters: list[tuple[int, int]]) -> tuple[float, float]:
    total = sum(count for count, _ in clusters)
    squares = sum(count**2 for count, _ in clusters)
    effective = total**2 / squares
    if effective < 2:
        return math.nan, math.nan
    share = sum(yes for _, yes in clusters) / total
    variance = (
        len(clusters)
        / (len(clusters) - 1)
        * sum((yes - share * count) ** 2 for count, yes in clusters)
        / total**2
    )
    if variance < 1e-12:
        design_effect = 1 + (squares / total - 1) * ASSUMED_ICC
    else:
        design_effect = max(1, variance * total / (share * (1 - share)))
    n, t = total / design_effect, stats.t.ppf(0.975, effective - 1)
    middle = share + t**2 / (2 * n)
    margin = t * math.sqrt(share * (1 - share) / n + t**2 / (4 * n**2))
    return tuple(100 * (middle + side * margin) / (1 + t**2 / n) for side in (-1, 1))
