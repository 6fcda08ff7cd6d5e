"""axe-core on the pages of the site, light and dark: nothing that it calls serious or critical."""

from pathlib import Path

import pytest

from tests.support.browser import A_METRIC, LANGUAGES, NEEDS_CHROMIUM, ONE_OF_EACH, OWN, opened_wide, visit

AXE = Path(__file__).parent / "axe" / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = [
    NEEDS_CHROMIUM,
    pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not there: `make browser-test` gets it by npm"),
]
FOUND = """
async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
  .filter(one => ["serious", "critical"].includes(one.impact))
  .flatMap(one => one.nodes.slice(0, 3).map(node => `${one.id}: ${node.html.slice(0, 160)}`))
"""


def violations(page) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    return page.evaluate(FOUND)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ONE_OF_EACH)
def test_a_page_of_each_kind_has_no_serious_violation(page, path, theme):
    """In English, with whatever is folded opened."""
    page.emulate_media(color_scheme=theme)
    visit(page, f"{path}?lang=en")
    opened_wide(page)
    assert violations(page) == []


@pytest.mark.parametrize("language", LANGUAGES[1:])
@pytest.mark.parametrize("path", ONE_OF_EACH)
def test_nor_has_it_in_chinese(page, path, language):
    visit(page, f"{path}?lang={language}")
    assert violations(page) == []


@pytest.mark.parametrize("path", sorted(set(OWN) - set(ONE_OF_EACH)))
def test_nor_has_the_page_of_any_metric(page, path):
    """They are one page with other contents, so each is looked at in one language, folded as it opens."""
    visit(page, path)
    assert violations(page) == []


def test_a_violation_is_found(page):
    visit(page, A_METRIC)
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', "
        '\'<button></button><p style="color: #ccc; background: #fff">pale</p><img src="data:,">\')'
    )
    assert {one.partition(":")[0] for one in violations(page)} == {
        "button-name",
        "color-contrast",
        "image-alt",
    }
