"""What the pages are made of, before anything is built."""

from datetime import date

import pytest

from customer_performance.core.paths import Layout
from customer_performance.site.pages import gap_of, next_period, origins, write_pages
from tests.support.page import Page, nothing_has_landed


def test_the_watermelon_comes_first_and_one_clear_complaint_decides():
    def team(name, quadrant, satisfaction, ease, is_latest=True):
        return {
            "dimension_value": name,
            "quadrant": quadrant,
            "satisfaction_verdict": satisfaction,
            "ease_verdict": ease,
            "is_latest": is_latest,
        }

    rows = [
        team("a", "healthy", "above", "unclear"),
        team("b", "healthy", "above", "above", is_latest=False),
        team("b", "watermelon", "above", "below"),
    ]
    assert [
        (row["dimension_value"], row["customer_verdict"], len(row["history"])) for row in gap_of(rows)
    ] == [
        ("b", "below", 2),
        ("a", "above", 1),
    ]


def test_a_column_is_traced_to_raw_through_what_is_between():
    columns = {
        "model.x.mart": {"rate": [{"dbt_node": "model.x.fact", "column": "is_solved"}]},
        "model.x.fact": {
            "is_solved": [
                {"dbt_node": "source.x.raw.tickets", "column": "status"},
                {"dbt_node": "source.x.raw.tickets", "column": "__colibri_join__"},
                {"dbt_node": "model.x.fact", "column": "is_solved"},
            ]
        },
    }
    assert origins("model.x.mart", "rate", columns) == (["fact.is_solved"], ["tickets.status"])
    assert origins("model.x.mart", "other", columns) == ([], [])


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
    assert next_period(grain, start) == end


def test_a_company_of_which_nothing_has_landed_has_a_site(tmp_path):
    layout = Layout(tmp_path / "out")
    layout.make()
    folder = tmp_path / "site"
    folder.mkdir()
    write_pages(layout, folder, nothing_has_landed(), columns=None)
    index = Page((folder / "index.html").read_text(encoding="utf-8"))
    assert "gap" in index.ids
    assert "make setup" in (folder / "lineage.html").read_text(encoding="utf-8")
    assert "No target is set." in (folder / "review.html").read_text(encoding="utf-8")
