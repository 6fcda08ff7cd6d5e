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
