"""Explore: the rows behind the numbers, filtered, grouped and pivoted in the browser."""

import random
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.support.browser import NEEDS_CHROMIUM, SITE, figures, same, taken, visit

pytestmark = NEEDS_CHROMIUM
TABLE = "[...document.querySelector('#explored').rows].map(row => [...row.cells].map(cell => cell.innerText))"


def explored(page, *where: str, **asked) -> list[list[str]]:
    """The table of what an address asks for, its head first."""
    page.goto("about:blank")
    visit(page, f"explore.html#{urlencode([*asked.items(), *(('where', one) for one in where)])}")
    return page.evaluate(TABLE)


def test_rows_grouped_by_month_have_the_values_of_metric_values(page, published):
    """Every metric that Explore has, in every month of which it has all rows."""
    names = sorted(path.stem for path in (SITE / "explore").glob("?pi_*.js"))
    assert len(names) > 60
    wrong, compared = [], 0
    for name in names:
        explored(page, data=name, rows="observed_at:month", measure="value")
        shown = page.evaluate(
            "document.getElementById('chart-explored').rows.map(one => [one.name, one.value])"
        )
        values = dict(
            published.execute(
                """
                select strftime(period_start, '%Y-%m'), value from marts.metric_values
                where metric_id = ? and grain = 'month' and dimension = 'all'
                """,
                [name],
            ).fetchall()
        )
        for month, value in shown:
            compared += 1
            if value != pytest.approx(values[month]):
                wrong.append((name, month, value, values[month]))
    assert wrong == []
    assert compared > 700
    assert page.troubles == []


def test_one_click_leads_from_a_number_to_its_rows(page, published):
    """Of ten random cells of parts: as many rows as the number has subjects."""
    cells = published.execute(
        """
        select metric_id, period_start, dimension, dimension_value, subjects from marts.metric_values
        inner join marts.metric_catalog using (metric_id)
        where grain = 'month' and period_start between '2025-01-01' and '2025-11-01' and value is not null
            and aggregation in ('ratio', 'median', 'total') and not is_snapshot and dimension <> 'all' and subjects > 3
        order by all
        """
    ).fetchall()
    for name, month, dimension, value, subjects in random.Random(3).sample(cells, 10):
        asked = {"at": "time", "grain": "month", "period": month, "dimension": dimension, "value": value}
        page.goto("about:blank")
        visit(page, f"metrics/{name}.html#{urlencode(asked)}")
        page.locator("#chosen-table tbody a").click()
        page.wait_for_function("document.getElementById('explored-count')?.innerText")
        count = page.locator("#explored-count").inner_text().split(" ")[0]
        assert count == f"{subjects:,}", (name, month, dimension, value)
        assert page.locator("#explored tbody tr").count() == min(subjects, 200)
    assert page.troubles == []


def test_a_number_older_than_explore_leads_to_its_query(page):
    visit(
        page, "metrics/kpi_sla_attainment.html#at=time&grain=month&period=2024-03-01&dimension=all&value=all"
    )
    page.locator("#chosen-table tbody a").click()
    page.wait_for_function("location.hash.includes('at=rows')")
    assert "2024-03-01" in page.locator("#query").inner_text()


def test_the_rows_of_an_answer_tell_of_its_ticket(page, published):
    where = (
        "team|is|Platform",
        "observed_at|from|2025-10-01",
        "observed_at|before|2025-11-01",
        "numerator|is|0",
    )
    head, *rows = explored(page, *where, data="cpi_customer_satisfaction", measure="value")
    tickets = {row[head.index("Ticket\nticket_id")] for row in rows}
    expected = published.execute(
        """
        select answers.ticket_id from marts.cpi_customer_satisfaction as observations
        inner join marts.fct_survey_responses as answers on observations.subject_id = answers.response_id
        inner join marts.dim_teams as teams on observations.team_id = teams.team_id
        where teams.team_name = 'Platform' and observations.numerator = 0
            and date_trunc('month', observations.observed_at) = date '2025-10-01'
        """
    ).fetchall()
    assert tickets == {ticket or "–" for (ticket,) in expected}
    assert len(rows) == len(expected) > 5


def test_rows_are_filtered_grouped_and_pivoted_by_keyboard(page, published):
    explored(page, data="fct_tickets", measure="rows")
    page.locator("#where-column").select_option("priority")
    page.locator("#where-text").fill("high")
    page.keyboard.press("Enter")
    page.locator("#rows").select_option("channel")
    page.locator("#columns").select_option("complexity")
    head, *rows = page.evaluate(TABLE)
    assert head[0] == "Channel"
    counted = {row[0]: sum(filter(None, figures(row[1:-1]))) for row in rows}
    assert sum(counted.values()) == sum(figures([row[-1] for row in rows]))
    # only the tickets that a number of the year counts are here
    (most,) = published.execute("select count(*) from marts.fct_tickets where priority = 'high'").fetchone()
    assert 100 < sum(counted.values()) <= most
    assert taken(page, page.locator(".scroll + .csv"))[1:][0][0] == rows[0][0]
    assert "priority%7Cis%7Chigh" in page.url
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_function("document.querySelectorAll('#explored tbody tr').length")
    assert page.evaluate(TABLE) == [head, *rows]
    page.get_by_role("button", name="Remove Priority is high").click()
    assert sum(figures([row[-1] for row in page.evaluate(TABLE)[1:]])) > sum(counted.values())
    assert page.troubles == []


@pytest.mark.parametrize("measure", ["sum", "mean", "median", "smallest", "largest", "different"])
def test_a_measure_of_a_column_is_what_sql_says(page, published, measure):
    word = {"mean": "avg", "smallest": "min", "largest": "max", "different": "count(distinct "}.get(
        measure, measure
    )
    call = f"{word}amount)" if word.endswith(" ") else f"{word}(amount)"
    _, *rows = explored(page, data="fct_orders", rows="ordered_at:quarter", measure=measure, of="amount")
    shown = {row[0]: figures([row[1]])[0] for row in rows}
    ids = page.evaluate("dataset.columns.find(one => one.name === 'order_id').values")
    expected = published.execute(
        f"""
        select strftime(ordered_at, '%Y Q') || quarter(ordered_at), cast({call} as double) from marts.fct_orders
        where order_id in (select unnest(?))
        group by 1
        """,
        [ids],
    ).fetchall()
    assert set(shown) == {name for name, _ in expected}
    assert all(same(shown[name], value) for name, value in expected)


def test_what_is_too_much_to_show_is_said(page):
    explored(page, data="fct_tickets", rows="account_id", columns="account_id", measure="rows")
    page.wait_for_function("document.getElementById('explored-count')?.innerText")
    said = page.locator("#explored-count").inner_text()
    assert re.search(r"^[\d,]+ rows\. The 12 largest of \d+ columns are shown\.$", said), said
    assert len(page.evaluate(TABLE)[0]) == 1 + 12 + 1


@pytest.mark.parametrize("path", ["explore.html", "metrics/kpi_sla_attainment.html"])
def test_a_chart_is_taken_away_as_a_picture(page, path):
    visit(page, path)
    for kind, begins in (("svg", b"<svg"), ("png", b"\x89PNG")):
        with page.expect_download() as started:
            page.locator(f".chart ~ .picture[id^={kind}]").first.click()
        content = Path(started.value.path()).read_bytes()
        assert content.startswith(begins)
        assert len(content) > 5000
        assert started.value.suggested_filename.endswith(f".{kind}")
    assert page.troubles == []


@pytest.mark.parametrize("rows", ["channel", "observed_at:month"])
def test_charts_have_the_colours_of_the_site(page, rows):
    """Of Vega's own there is none, so a chart can be read on the dark ground, too; as many as there are columns."""
    explored(page, data="kpi_tickets_created", rows=rows, columns="team", measure="rows")
    page.wait_for_function("document.getElementById('chart-explored').dataset.drawn > 4")
    colours = page.evaluate(
        "[...document.querySelectorAll('#chart-explored :is(.mark-rect, .mark-symbol, .mark-line) path')]"
        ".flatMap(one => [one.getAttribute('fill'), one.getAttribute('stroke')])"
        ".filter(one => one && !['none', 'transparent'].includes(one))"
    )
    assert len(set(colours)) > 4
    assert [one for one in colours if not one.startswith("var(--")] == []
