"""How few clicks lead from the overview to what somebody asks: three at most."""

import pytest

from tests.support.browser import NEEDS_CHROMIUM, figures, same, visit

pytestmark = NEEDS_CHROMIUM
MOST_CLICKS = 3


class Reader:
    """Somebody at the overview, whose clicks are counted."""

    def __init__(self, page):
        self.page, self.clicks = page, 0
        visit(page, "index.html")

    def click(self, place) -> None:
        self.clicks += 1
        place.click()
        self.page.wait_for_load_state("load")
        self.page.wait_for_function(
            "[...document.querySelectorAll('.chart')].every(one => !one.offsetParent || 'drawn' in one.dataset)"
        )

    def choose(self, place, value: str) -> None:
        """In a list: a click on it, and on what is in it, are one choice."""
        self.clicks += 1
        place.select_option(value)


@pytest.fixture
def reader(page):
    found = Reader(page)
    yield found
    assert found.clicks <= MOST_CLICKS
    assert page.troubles == []


@pytest.fixture(scope="module")
def watermelon(published) -> tuple:
    """The team that meets its service targets while its customers are unhappy, in the last month."""
    return published.execute(
        """
        select dimension_value, month_start_on from marts.delivery_gap
        where dimension = 'team' and is_complete and quadrant = 'watermelon' order by month_start_on desc
        """
    ).fetchone()


def test_the_team_that_is_green_outside_and_red_inside(reader, watermelon):
    """It stands on the overview; one click leads to how it did over time."""
    team, _ = watermelon
    page = reader.page
    assert team in page.locator("section:has(> #attention_watermelons)").inner_text()
    reader.click(page.locator("section:has(> #attention_watermelons) a").first)
    row = page.locator("#gap-table tr.watermelon").first
    assert row.locator("th").inner_text() == team
    assert row.locator("td").nth(1).inner_text().strip() != ""


def test_the_tickets_of_its_unhappy_customers(reader, watermelon, published):
    team, month = watermelon
    page = reader.page
    reader.click(page.locator("#gap-table tr.watermelon a[href*=cpi_customer_satisfaction]").first)
    reader.click(page.locator("#explore-short"))
    page.wait_for_function("document.querySelectorAll('#explored tbody tr').length")
    head = page.locator("#explored thead th").all_inner_texts()
    rows = page.locator("#explored tbody tr").evaluate_all(
        "all => all.map(row => [...row.cells].map(cell => cell.innerText))"
    )
    place = head.index("Ticket\nticket_id")
    expected = published.execute(
        """
        select answers.ticket_id from marts.cpi_customer_satisfaction as observations
        inner join marts.fct_survey_responses as answers on observations.subject_id = answers.response_id
        inner join marts.dim_teams as teams on observations.team_id = teams.team_id
        where teams.team_name = ? and observations.numerator = 0 and date_trunc('month', observations.observed_at) = ?
        """,
        [team, month],
    ).fetchall()
    assert sorted(row[place] for row in rows) == sorted(ticket or "–" for (ticket,) in expected)
    assert len(rows) > 5


def test_satisfaction_of_two_teams_over_a_year_side_by_side(reader, watermelon, published):
    team, _ = watermelon
    other = "Mobile" if team != "Mobile" else "Billing"
    page = reader.page
    reader.click(page.locator("#gap-table tr.watermelon a[href*=cpi_customer_satisfaction]").first)
    reader.choose(page.locator("#compare-with"), f"team|{other}")
    reader.click(page.locator("#add"))
    head = page.evaluate(
        "[...document.querySelector('#time-table thead tr').cells].map(cell => cell.textContent)"
    )
    assert f"Team: {team}" in head[1]
    assert f"Team: {other}" in head[4]
    rows = page.evaluate(
        "[...document.querySelectorAll('#time-table tbody tr')].map(row => [row.cells[0], row.cells[1], row.cells[4]]"
        ".map(cell => cell.textContent.split(' ')[0]))"
    )
    values = dict(
        published.execute(
            """
            select (strftime(period_start, '%Y-%m'), dimension_value), value from marts.metric_values
            where metric_id = 'cpi_customer_satisfaction' and grain = 'month' and dimension = 'team'
            """
        ).fetchall()
    )
    assert len(rows) >= 12
    for month, one, two in rows[:12]:
        assert same(figures([one])[0], values.get((month, team))), month
        assert same(figures([two])[0], values.get((month, other))), month
    assert page.locator("#chart-time path[aria-roledescription=point]").count() >= 24


def test_whose_a_missed_target_is(reader, published):
    """The page of targets names the owner of each, where the company has told one."""
    page = reader.page
    reader.click(page.get_by_role("navigation", name="Pages").get_by_text("Targets", exact=False).first)
    owners = set(page.locator("tr[data-goal] [translate=no]").all_inner_texts())
    assert owners - {"–"}
