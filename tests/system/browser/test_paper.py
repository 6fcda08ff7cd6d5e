"""What comes out of a printer: the overview on two sheets, the review on one, and light whatever the screen's theme."""

import re

import pytest

from tests.support.browser import A_METRIC, LANGUAGES, NEEDS_CHROMIUM, SITE, opened_wide, visit

pytestmark = NEEDS_CHROMIUM
LUMINANCE = """
text => { const [r, g, b] = text.match(/[\\d.]+/g).map(Number); return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255; }
"""


def sheets(page) -> int:
    """How many A4 sheets Chromium prints."""
    printed = page.pdf(prefer_css_page_size=True)
    width, height = re.search(rb"/MediaBox *\[ *0 0 ([\d.]+) ([\d.]+)", printed).groups()
    assert [round(float(width)), round(float(height))] == [595, 842]
    return len(re.findall(rb"/Type */Page\b", printed))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overview_is_two_sheets(page, published, language, theme):
    page.emulate_media(color_scheme=theme)
    page.goto(f"{SITE.as_uri()}/index.html?lang={language}")
    assert sheets(page) == 2
    page.emulate_media(media="print", color_scheme=theme)
    metrics = page.locator("#metrics-table tr[data-metric]")
    (measured,) = published.execute(
        "select count(distinct metric_id) from marts.metric_values where grain = 'month' and dimension = 'all'"
    ).fetchone()
    assert metrics.count() == measured > 60
    assert all(metrics.nth(row).is_visible() for row in (0, measured // 2, measured - 1))
    assert page.locator("header.top, #search, .csv").first.is_hidden()


def test_what_a_reader_has_looked_for_is_what_is_printed(page):
    visit(page, "index.html")
    page.locator("#search").fill("resolution")
    shown = page.locator("#metrics-table tr[data-metric]:visible").count()
    page.emulate_media(media="print")
    assert page.locator("#metrics-table tr[data-metric]:visible").count() == shown > 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_review_is_one_sheet(page, language):
    page.goto(f"{SITE.as_uri()}/review.html?lang={language}")
    assert sheets(page) == 1
    page.emulate_media(media="print")
    assert page.locator("header.top, #print").first.is_hidden()
    assert page.locator("tr[data-metric]").count() > 0


@pytest.mark.parametrize("path", ["index.html", "review.html", A_METRIC])
def test_paper_is_light_in_the_dark_theme(page, path):
    """Texts are dark, grounds are light, and so are those of the charts that were drawn on a dark screen."""
    page.emulate_media(color_scheme="dark")
    visit(page, path)
    opened_wide(page)
    on_screen = page.evaluate("getComputedStyle(document.body).color")
    assert page.evaluate(LUMINANCE, on_screen) > 0.8
    page.emulate_media(media="print", color_scheme="dark")
    texts = page.evaluate(
        "[...document.querySelectorAll('main :is(h1, h2, p, td, th, small, .badge)')]"
        ".filter(one => one.offsetParent).map(one => getComputedStyle(one).color)"
    )
    drawn = page.evaluate(
        "[...document.querySelectorAll('.chart svg text')].map(one => getComputedStyle(one).fill)"
    )
    grounds = page.evaluate(
        "[...document.querySelectorAll('body, main, main :is(section, li, div, table, tr, td, th, .badge)')]"
        ".map(one => getComputedStyle(one).backgroundColor).filter(one => !one.endsWith(', 0)'))"
    )
    assert len(texts) > 50
    assert bool(drawn) == (path != "review.html")
    assert [one for one in {*texts, *drawn} if page.evaluate(LUMINANCE, one) > 0.5] == []
    assert [one for one in set(grounds) if page.evaluate(LUMINANCE, one) < 0.7] == []
