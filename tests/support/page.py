"""A page as a test reads it."""

from html.parser import HTMLParser


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
