"""Which periods and parts a reader looks at on a metric's page, and that the address keeps it."""

import random
from urllib.parse import urlencode

import pytest

from tests.support.browser import NEEDS_CHROMIUM, figures, same, taken, visit

pytestmark = NEEDS_CHROMIUM
SATISFACTION = "metrics/cpi_customer_satisfaction.html"
TWO_TEAMS = {"dimension": "team", "value": "Platform", "with": "team|Mobile"}


def opened(page, metric_id: str, **asked) -> None:
    """Open a metric's page by an address that says what to look at."""
    page.goto("about:blank")
    visit(page, f"metrics/{metric_id}.html#{urlencode({'at': 'time', **asked})}")


def row_of(page, table: str, row: int = 0) -> list[str]:
    cells = f"[...document.querySelector('#{table} tbody').rows[{row}].cells].map(cell => cell.innerText)"
    return page.evaluate(cells)


def bounds(text: str) -> list[float | None]:
    """The two ends of an interval as a page writes it."""
    plain = text.split("small sample")[0].strip()
    return [None, None] if plain == "–" else figures(plain.replace(" – ", "–").split("–"))


def test_figures_on_screen_are_those_of_metric_values(page, published):
    """Twenty random choices of metric, grain, period and part, at least one of each grain."""
    cells = published.execute(
        """
        select metric_id, grain, period_start, dimension, dimension_value, value, ci_low, ci_high, subjects
        from marts.metric_values
        where value is not null and dimension_value <> '' and period_start >= case grain
            when 'day' then date '2025-10-15' when 'week' then date '2024-06-01' else date '2023-06-01'
        end
        order by all
        """
    ).fetchall()
    chosen = random.Random(20).sample(cells, 14)
    for grain in ("day", "week", "quarter"):
        chosen += random.Random(7).sample([cell for cell in cells if cell[1] == grain], 2)
    for metric_id, grain, period, dimension, part, value, low, high, subjects in chosen:
        opened(page, metric_id, grain=grain, period=period, dimension=dimension, value=part)
        shown = row_of(page, "chosen-table")
        found = figures([shown[1].split()[0]]) + bounds(shown[2])
        ends = (None, None) if None in (low, high) else (low, high)  # half an interval is not shown
        assert all(map(same, found, (value, *ends))), (metric_id, grain, period, part, shown)
        assert shown[4] == f"{subjects:,}"
        assert page.locator("#period").input_value() == str(period)
    assert page.troubles == []


@pytest.mark.parametrize(("grain", "months"), [("months_3", 3), ("months_12", 12)])
@pytest.mark.parametrize("metric_id", ["cpi_customer_satisfaction", "kpi_tickets_created"])
def test_months_are_added_up_and_their_query_gives_the_rows(page, published, metric_id, grain, months):
    opened(page, metric_id, grain=grain, period="2025-10-01", dimension="team", value="Platform")
    numerator, denominator, subjects, aggregation = published.execute(
        f"""
        select sum(numerator), sum(denominator), sum(subjects), any_value(aggregation)
        from marts.metric_values inner join marts.metric_catalog using (metric_id)
        where metric_id = ? and grain = 'month' and dimension = 'team' and dimension_value = 'Platform'
            and period_start <= date '2025-10-01'
            and period_start > date '2025-10-01' - interval '{months} months'
        """,
        [metric_id],
    ).fetchone()
    shown = row_of(page, "chosen-table")
    value = 100 * numerator / denominator if aggregation == "ratio" else numerator
    assert same(figures([shown[1].split()[0]])[0], value)
    assert shown[4] == f"{subjects:,}"
    assert bounds(shown[2]) == [None, None]
    assert "without an interval" in page.locator("#time-note").inner_text()
    rows = published.execute(page.locator("#query").inner_text()).fetchall()
    assert len(rows) == subjects


def test_what_is_not_there_is_said_and_never_switched_off(page):
    opened(page, "kpi_first_response_time", grain="months_3", dimension="team", value="Platform")
    assert "cannot be added up" in page.locator("#time-note").inner_text()
    assert page.locator("#chart-time").is_hidden()
    assert page.locator("input:disabled").count() == 0
    page.locator("input[name=grain][value=quarter]").check()
    assert page.locator("#time-note").inner_text() == ""
    assert page.locator("#chart-time").is_visible()


def test_two_teams_stand_side_by_side_and_go_into_a_csv(page, published):
    opened(page, "cpi_customer_satisfaction", grain="month", dimension="team", value="Platform")
    page.locator("#compare-with").select_option("team|Mobile")
    page.locator("#add").focus()
    page.keyboard.press("Enter")
    assert page.locator("#compared li").count() == 2
    page.locator("#time-details summary").click()
    rows = taken(page, page.locator("#time-details .csv"))
    assert rows[0][:2] == ["Period", "Team: Platform"]
    assert rows[0][4] == "Team: Mobile"
    found = {row[0].split(" ")[0]: figures([row[1], row[4]]) for row in rows[1:]}
    values = published.execute(
        """
        select
            strftime(period_start, '%Y-%m'), max(value) filter (where dimension_value = 'Platform'),
            max(value) filter (where dimension_value = 'Mobile')
        from marts.metric_values
        where metric_id = 'cpi_customer_satisfaction' and grain = 'month' and dimension = 'team'
            and dimension_value in ('Platform', 'Mobile')
        group by period_start
        """
    ).fetchall()
    assert len(values) == len(found) > 12
    for month, *expected in values:
        assert all(map(same, found[month], expected)), month
    page.wait_for_function("document.getElementById('chart-time').dataset.drawn > 20")
    assert "Mobile" in page.locator("#chart-time").get_attribute("aria-label")
    page.get_by_role("button", name="Remove Team: Platform").click()
    assert page.locator("#dimension-value").input_value() == "team|Mobile"
    assert page.locator("#compared li").count() == 0
    assert page.troubles == []


def test_a_view_is_sent_by_its_address(page, browser):
    """What is chosen by mouse and by keyboard is in the address, and another browser opens it as it was."""
    opened(page, "cpi_customer_satisfaction", grain="month", **TWO_TEAMS)
    page.locator("input[name=grain][value=month]").focus()
    page.keyboard.press("ArrowRight")
    page.locator("#period").select_option("2025-04-01")
    page.locator("#year").focus()
    page.keyboard.press("Space")
    page.locator("input[name=dimension][value=channel]").check()
    told = "['chosen-table', 'time-table', 'dimensions-table'].map(id => document.getElementById(id).innerText).join()"
    said, address = page.evaluate(told), page.url
    assert "2025 Q2" in said
    other = browser.new_page(locale="en-GB", offline=True)
    other.goto(address)
    other.wait_for_function("'drawn' in document.getElementById('chart-time').dataset")
    assert other.evaluate(told) == said
    assert other.locator("#year").is_checked()
    assert other.locator("input[name=grain]:checked").input_value() == "quarter"
    assert other.locator("#compared li").count() == 2
    other.close()


def test_the_period_before_and_the_year_before_stand_beside_a_value(page, published):
    opened(page, "kpi_sla_attainment", grain="month", period="2025-09-01", dimension="team", value="Billing")
    before, year, changed = published.execute(
        """
        select
            max(previous_value) filter (where period_start = '2025-09-01'),
            max(value) filter (where period_start = '2024-09-01'),
            bool_or(change_is_significant) filter (where period_start = '2025-09-01')
        from marts.metric_values
        where metric_id = 'kpi_sla_attainment' and grain = 'month' and dimension_value = 'Billing'
        """
    ).fetchone()
    shown = row_of(page, "chosen-table")
    assert all(map(same, figures([text.split("\n")[0] for text in shown[5:7]]), (before, year)))
    assert ("not significant" in shown[5]) == (not changed)
    assert "points" in shown[6]


def test_an_address_that_asks_for_what_is_not_there_opens_all_the_same(page):
    opened(
        page, "cpi_customer_satisfaction", grain="century", period="soon", dimension="team", value="nobody"
    )
    assert row_of(page, "chosen-table")[0] == "Whole company"
    assert page.locator("input[name=grain]:checked").input_value() == "month"
    assert page.troubles == []


@pytest.mark.parametrize(
    "name", ["kpi_ticket_backlog", "cpi_customer_satisfaction", "kpi_first_response_time"]
)
def test_a_breakdown_says_how_many_of_the_whole_are_in_no_row(page, published, name):
    """Of a stock, what stands there without a team; of a rate, how much of its sample. As many as the rows leave."""
    counted = "value" if name == "kpi_ticket_backlog" else "subjects"
    whole, parts = published.execute(
        f"""
        select
            cast(sum({counted}) filter (where dimension = 'all') as bigint),
            cast(sum({counted}) filter (where dimension = 'team') as bigint)
        from marts.metric_values
        where metric_id = ? and grain = 'month' and period_start = '2025-11-01'
        """,
        [name],
    ).fetchone()
    opened(page, name, grain="month", period="2025-11-01", dimension="team", value="Platform")
    said = page.locator("#dimensions-rest").inner_text()
    if whole == parts:
        assert said == ""
    else:
        assert f"{whole - parts:,} of " in said
        assert f"{whole:,} have no team" in said
    assert page.troubles == []


def test_nothing_is_said_of_the_rest_where_a_subject_may_be_in_several_rows(page):
    opened(page, "cpi_active_users", grain="month", period="2025-11-01", dimension="all", value="all")
    assert page.locator("#dimensions-table tbody tr").count() > 1
    assert page.locator("#dimensions-rest").inner_text() == ""


@pytest.mark.parametrize(
    ("name", "begins_at_0"), [("kpi_ticket_backlog", True), ("kpi_sla_attainment", False)]
)
def test_what_is_counted_is_drawn_from_0(page, name, begins_at_0):
    opened(page, name, grain="month", period="2025-11-01", dimension="team", value="Platform")
    texts = page.locator("#chart-dimensions .role-axis-label text").all_inner_texts()
    ticks = page.evaluate(
        "[...document.querySelectorAll('#chart-dimensions svg text')].map(one => one.textContent)"
    )
    assert ("0" in ticks) is begins_at_0, texts
