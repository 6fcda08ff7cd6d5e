"""What the pages are made of, before anything is built."""

from customer_performance.core.paths import Layout
from customer_performance.site.content import Content
from customer_performance.site.pages import write_pages
from tests.support.page import Page


def test_a_company_of_which_nothing_has_landed_has_a_site(tmp_path):
    layout = Layout(tmp_path / "out")
    layout.make()
    folder = tmp_path / "site"
    folder.mkdir()
    write_pages(layout, folder, Content())
    index = Page((folder / "index.html").read_text(encoding="utf-8"))
    assert "gap" in index.ids
    assert "make setup" in (folder / "lineage.html").read_text(encoding="utf-8")
    assert "No target is set." in (folder / "review.html").read_text(encoding="utf-8")
    assert "There are no journeys to show yet" in (folder / "journeys.html").read_text(encoding="utf-8")
    assert "There is nothing to compare yet" in (folder / "links.html").read_text(encoding="utf-8")
    assert "There is nothing to forecast from" in (folder / "next.html").read_text(encoding="utf-8")


def test_an_insight_that_is_not_ready_says_what_it_waits_for(tmp_path):
    layout = Layout(tmp_path / "out")
    layout.make()
    folder = tmp_path / "site"
    folder.mkdir()
    partial = {"readiness": "partial", "row_count": 9, "missing_inputs": None, "seed_unmatched": None}
    waiting = partial | {"missing_inputs": "orders.amount", "seed_unmatched": "ease (cpi_ease)"}
    unmatched = partial | {"seed_unmatched": "haste (cpi_haste)"}
    insights = [
        {"insight": "health", **waiting},
        {"insight": "validity", **unmatched},
        {"insight": "links", **partial},
    ]
    write_pages(layout, folder, Content(insights=insights))
    page = (folder / "readiness.html").read_text(encoding="utf-8")
    rows = {
        name: page.split(f"<code>{name}</code>")[1].split("</tr>")[0]
        for name in ("health", "validity", "links")
    }
    assert "orders.amount" in rows["health"]
    assert "cpi_ease" not in rows["health"]
    assert "haste (cpi_haste)" in rows["validity"]
    assert "Too little to go by yet." in rows["links"]
