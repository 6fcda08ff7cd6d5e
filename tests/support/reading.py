"""What a reader of one language sees of a page."""

import re
from html.parser import HTMLParser

from customer_performance.site.i18n import texts

# Names, code and SQL are what they are in every language; what is said to be English is meant to be.
NOT_READ = {"code", "pre", "script", "style", "svg", "title"}
WITHOUT_END = {"meta", "link", "input", "br", "img", "circle", "polyline", "polygon"}
# What stands within a line.
BLOCKS_NOTHING = {"span", "a", "b", "code"}
# More than three words of Latin letters in a row.
LATIN = re.compile(r"[A-Za-z][A-Za-z’']*(?:[ ,;:.]+[A-Za-z][A-Za-z’']*){3,}")


class Reader(HTMLParser):
    """The texts of a page as the style sheet and the script show them to a reader of the language."""

    def __init__(self, page: str, language: str):
        super().__init__()
        self.language, self.words = language, texts()[language]
        self.open: list[tuple[str, bool]] = []
        self.read: list[str] = []
        self.flow = (
            ""  # as it stands on the page, with the spaces; what is no part of a line begins another one
        )
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag not in BLOCKS_NOTHING:
            self.flow += "\n"
        if tag in WITHOUT_END:
            return
        found = dict(attrs)
        is_other = found.get("lang", self.language) != self.language and tag != "html"
        is_other = is_other or found.get("translate") == "no"  # the company's own words
        is_put_in = "data-text" in found or ("data-metric" in found and tag == "option")
        if "data-text" in found:
            self.flow += self.words.get(found["data-text"], "")
            self.read.append(self.words.get(found["data-text"], found["data-text"]))
        is_hidden = tag in NOT_READ or is_other or (is_put_in and tag != "optgroup")
        self.open.append((tag, is_hidden or (bool(self.open) and self.open[-1][1])))

    def handle_endtag(self, tag):
        if tag not in BLOCKS_NOTHING:
            self.flow += "\n"
        if tag in WITHOUT_END:
            return
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not (self.open and self.open[-1][1]):
            self.flow += " ".join(data.splitlines())
            if data.strip():
                self.read.append(" ".join(data.split()))
        elif self.open[-1][0] == "code":
            self.flow += "x"

    @property
    def latin(self) -> set[str]:
        """Runs of Latin words that are left."""
        return {found[0] for text in self.read for found in LATIN.finditer(text)}
