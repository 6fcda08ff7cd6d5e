"""A page as a test reads it, and the pages of a company that a test makes up."""

from html.parser import HTMLParser
from pathlib import Path

from customer_performance.core.paths import Layout
from customer_performance.site.content import Content
from customer_performance.site.pages import write_pages


def pages_of(content: Content, folder: Path) -> Path:
    """Write all pages into a folder of their own below `folder`, and return that."""
    layout = Layout(folder / "out")
    layout.make()
    site = folder / "site"
    site.mkdir()
    write_pages(layout, site, content)
    return site


def page_of(content: Content, folder: Path, name: str) -> str:
    return (pages_of(content, folder) / name).read_text(encoding="utf-8")


class Page(HTMLParser):
    """The ids, links and loaded resources of a page."""

    def __init__(self, text: str):
        super().__init__()
        self.ids, self.links, self.loaded, self.policies = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        elif "src" in found or (tag == "link" and "href" in found):
            self.loaded.append(found.get("src") or found["href"])
        if found.get("http-equiv") == "Content-Security-Policy":
            self.policies.append(found["content"])
