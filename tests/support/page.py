"""A page as a test reads it, and what the pages of a company are made of of which nothing has landed."""

from html.parser import HTMLParser

from customer_performance.site.content import Books

NOTHING = (
    "gap",
    "ladder",
    "inputs",
    "losses",
    "feedback",
    "writing",
    "exceptions",
    "landed",
    "rejected",
    "expected",
    "runs",
)


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


def nothing_has_landed() -> Books:
    return Books(
        **{name: [] for name in NOTHING},
        as_of=None,
        metrics={},
        past={},
        conditions={},
        variables={"reporting_currency": "EUR"},
    )
