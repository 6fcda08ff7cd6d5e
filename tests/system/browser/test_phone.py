"""On a phone nothing scrolls sideways, nothing is cut off, and a table is a list of cards."""

import pytest

from tests.support.browser import LANGUAGES, NEEDS_CHROMIUM, ONE_OF_EACH, opened_wide, visit

pytestmark = NEEDS_CHROMIUM
WIDTH = 390
# What is wider than its place, or reaches beyond the screen; what only a screen reader meets lies outside on purpose.
BEYOND = """
width => [...document.querySelectorAll("main *, header *")].filter(one => {
  const box = one.getBoundingClientRect();
  if (!box.width || one.closest(".unseen, thead, svg, .skip, select")) return false;
  const isCut = getComputedStyle(one).display !== "inline" && one.clientWidth && one.scrollWidth > one.clientWidth + 1;
  return box.right > width + 1 || box.left < -1 || isCut;
}).map(one => `${one.tagName} ${one.id || one.className} ${one.textContent.trim().slice(0, 40)}`)
"""
# The cells of tables with more than two columns that do not say what their column is called.
UNSAID = """
() => [...document.querySelectorAll("main table")]
  .filter(table => table.tHead?.rows[0].cells.length > 2 && table.id !== "gap-table")
  .flatMap(table => [...table.querySelectorAll("tbody td:not([colspan])")])
  .filter(cell => cell.offsetParent && (!cell.dataset.label
    || !getComputedStyle(cell, "::before").content.includes(cell.dataset.label)
    || getComputedStyle(cell.parentElement).display !== "grid"))
  .map(cell => cell.textContent)
"""


@pytest.fixture(scope="module")
def phone(browser):
    context = browser.new_context(viewport={"width": WIDTH, "height": 844}, locale="en-GB", offline=True)
    page = context.new_page()
    yield page
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", [*ONE_OF_EACH, "metrics/kpi_ticket_backlog.html"])
def test_tables_fold_and_nothing_scrolls_sideways(phone, path, language):
    visit(phone, f"{path}?lang={language}")
    assert phone.evaluate("document.documentElement.scrollWidth") == WIDTH
    opened_wide(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") == WIDTH
    assert phone.evaluate(BEYOND, WIDTH) == []
    assert phone.evaluate(UNSAID) == []


def test_what_a_script_fills_in_folds_too(phone):
    """Rows of Explore, and two teams side by side; in the language that is chosen afterwards."""
    visit(phone, "explore.html?lang=en#data=fct_tickets&rows=&measure=rows")
    assert phone.locator("#explored tbody td[data-label='Created at']").count() > 10
    assert phone.evaluate("document.documentElement.scrollWidth") == WIDTH
    phone.locator("[data-language=zh-Hans]").click()
    phone.wait_for_function(
        "document.querySelector('#explored tbody td[data-label=\"创建时刻 created_at\"]')"
    )
    assert phone.evaluate(BEYOND, WIDTH) == []
    visit(
        phone,
        "metrics/cpi_customer_satisfaction.html?lang=en#at=time&dimension=team&value=Platform&with=team|Mobile",
    )
    opened_wide(phone)
    labels = (
        phone.locator("#time-table tbody tr")
        .first.locator("td")
        .evaluate_all("cells => cells.map(cell => cell.dataset.label)")
    )
    assert labels[0] == "Team: Platform"
    assert labels[3] == "Team: Mobile"


def test_no_field_of_the_review_lies_on_another(phone):
    visit(phone, "review.html?lang=en")
    cells = phone.locator("#agreed-table tbody td")
    assert cells.count() > 3
    assert cells.evaluate_all("all => all.filter(one => one.scrollHeight > one.clientHeight + 1).length") == 0
