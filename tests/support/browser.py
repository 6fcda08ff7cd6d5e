"""A browser at the demo company's site: where both are, and what its pages say."""

import csv
import shutil
from pathlib import Path

import pytest

from tests.support.demo import OUT

SITE = (OUT / "site").resolve()
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
# The pages of our own; of those of metrics, one with everything that such a page can have.
OWN = sorted(
    str(path.relative_to(SITE))
    for folder in (SITE, SITE / "metrics", SITE / "quality")
    for path in folder.glob("*.html")
    if path.name.count(".") == 1
)
A_METRIC = "metrics/cpi_customer_satisfaction.html"
ONE_OF_EACH = [path for path in OWN if not path.startswith("metrics/")] + [A_METRIC]
NEEDS_CHROMIUM = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed (Debian: apt install chromium)"
)


def is_elsewhere(url: str) -> bool:
    return not url.startswith(("file:", "data:", "blob:", "http://127.0.0.1:"))


def visit(page, path: str) -> None:
    """Open a page, and whatever of it hides a chart; wait until all charts are drawn."""
    page.goto(f"{SITE.as_uri()}/{path}")
    page.wait_for_load_state("load")
    page.evaluate(
        "[...document.querySelectorAll('details:has(.chart)')].forEach(details => { details.open = true; })"
    )
    page.wait_for_function(
        "[...document.querySelectorAll('.chart')].every(place => 'drawn' in place.dataset)"
    )


def opened_wide(page) -> None:
    """Open whatever is folded, and wait until its charts are drawn."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    page.evaluate("document.querySelectorAll('.group [aria-expanded=false]').forEach(one => one.click())")
    page.wait_for_function(
        "[...document.querySelectorAll('.chart')].every(place => 'drawn' in place.dataset)"
    )


def figures(texts: list[str]) -> list[float | None]:
    """Numbers as read from a page; a dash is none."""
    plain = [text.replace("−", "-").replace(",", "").replace("%", "").strip() for text in texts]
    return [None if text == "–" else float(text) for text in plain]


def same(shown: float | None, value: float | None) -> bool:
    if shown is None or value is None:
        return shown is value
    return abs(shown - value) <= (
        0.05001 if abs(value) >= 10 else 0.05001 if shown == round(shown, 1) else 0.00501
    )


def taken(page, button) -> list[list[str]]:
    """The rows of the CSV that a button gives."""
    with page.expect_download() as started:
        button.focus()
        page.keyboard.press("Enter")
    text = Path(started.value.path()).read_bytes().decode("utf-8-sig")
    return list(csv.reader(text.splitlines()))
