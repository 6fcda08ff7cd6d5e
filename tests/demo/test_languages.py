"""Whoever reads the site in Chinese meets English only in names and in code."""

import re

import pytest

from customer_performance.core.paths import Layout
from tests.support.demo import OUT, needed
from tests.support.reading import Reader

SITE = Layout(OUT).site


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Those of our own: dbt's docs, the column lineage and Great Expectations have their own words."""
    needed(SITE / "index.html")
    own = [*SITE.glob("*.html"), *SITE.glob("metrics/*.html"), SITE / "quality" / "index.html"]
    return {str(path.relative_to(SITE)): path.read_text(encoding="utf-8") for path in own}


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_a_chinese_page_is_chinese(pages, language):
    assert len(pages) > 60
    left = {name: Reader(page, language).latin for name, page in pages.items()}
    assert {name: found for name, found in left.items() if found} == {}


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_no_space_stands_beside_a_full_width_mark(pages, language):
    """A mark has its own room; a space that a template leaves after it would be a gap."""
    left = {
        name: set(
            re.findall(
                r".{0,12}(?:[，。；：？！、（「] +\S|\S +[，。；：？！、）」]).{0,12}",
                Reader(page, language).flow,
            )
        )
        for name, page in pages.items()
    }
    assert {name: found for name, found in left.items() if found} == {}


def test_what_is_english_is_found():
    page = '<p><span lang="en">A b c d</span><span lang="zh-Hans">一</span> not translated at all</p><code>a</code>'
    assert Reader(page, "zh-Hans").latin == {"not translated at all"}
    assert Reader("<p lang='en'>What is meant to be English.</p>", "zh-Hant").latin == set()
    assert Reader('<p><span data-text="small_sample">small sample</span></p>', "zh-Hant").read == ["樣本數少"]
