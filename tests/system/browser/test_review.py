"""The sheet of the service review: filled in on the page, kept in the browser, printed and taken away."""

import pytest

from tests.support.browser import NEEDS_CHROMIUM, taken, visit
from tests.system.browser.test_paper import sheets

pytestmark = NEEDS_CHROMIUM
AGREED = [
    ["Call every customer of =Platform that was unhappy", "Ada", "2025-12-24"],
    ["写一篇登录文章", "", ""],
]
WRITTEN = """
[...document.querySelectorAll("#agreed-table tbody tr")]
  .map(row => [...row.querySelectorAll("input")].map(one => one.value))
"""


@pytest.fixture
def sheet(browser):
    """The review in a browser that has kept nothing yet."""
    context = browser.new_context(locale="en-GB", offline=True)
    page = context.new_page()
    visit(page, "review.html")
    yield page
    context.close()


def written(page) -> list[list[str]]:
    return [line for line in page.evaluate(WRITTEN) if any(line)]


def lines(page) -> int:
    return len(page.evaluate(WRITTEN))


def test_it_is_filled_in_by_mouse_and_kept(sheet):
    for row, line in enumerate(AGREED):
        cells = sheet.locator("#agreed-table tbody tr").nth(row).locator("input")
        for place, text in enumerate(line):
            cells.nth(place).click()
            cells.nth(place).fill(text)
    assert written(sheet) == AGREED
    sheet.reload()
    assert written(sheet) == AGREED
    visit(sheet, "index.html")
    visit(sheet, "review.html?lang=zh-Hans")
    assert written(sheet) == AGREED
    assert sheets(sheet) == 1
    head, *rows = taken(sheet, sheet.locator("#agreed-table + .csv"))
    assert head == ["事项", "责任人", "期限"]
    assert [row for row in rows if any(row)] == AGREED
    sheet.locator("#agreed-clear").click()
    assert written(sheet) == []
    sheet.reload()
    assert written(sheet) == []


def test_it_is_filled_in_by_keyboard_and_kept(sheet):
    sheet.locator("#agreed-table input").first.focus()
    what, who, when = AGREED[0]
    sheet.keyboard.type(what)
    sheet.keyboard.press("Tab")
    sheet.keyboard.type(who)
    sheet.keyboard.press("Tab")
    year, month, day = when.split("-")
    # the browser's own language, not the page's, has the order of the parts
    sheet.keyboard.type(f"{month}{day}{year}")
    for _ in range(40):  # a date has a stop for each of its parts, and other lines follow
        if sheet.evaluate("document.activeElement.id") == "agreed-add":
            break
        sheet.keyboard.press("Tab")
    before = lines(sheet)
    sheet.keyboard.press("Enter")
    assert lines(sheet) == before + 1
    sheet.keyboard.type(AGREED[1][0])
    assert written(sheet) == AGREED
    sheet.reload()
    assert written(sheet) == AGREED
    assert lines(sheet) == before + 1
    sheet.locator("#agreed-clear").focus()
    sheet.keyboard.press("Space")
    assert written(sheet) == []
    assert sheet.evaluate("document.activeElement.matches('#agreed-table input')")


def test_the_printed_sheet_has_what_was_agreed_and_lines_to_write_on(sheet):
    first = sheet.locator("#agreed-table tbody tr").first.locator("input")
    for place, text in enumerate(AGREED[0]):
        first.nth(place).fill(text)
    sheet.emulate_media(media="print")
    shown = sheet.locator("#agreed-table input").evaluate_all(
        "all => all.map(one => [one.value, getComputedStyle(one).color, one.clientWidth >= one.scrollWidth])"
    )
    assert [
        value for value, colour, is_whole in shown if value and is_whole and colour == "rgb(0, 0, 0)"
    ] == AGREED[0]
    empty_dates = sheet.locator("#agreed-table input[type=date]:not([data-filled])").evaluate_all(
        "all => all.map(one => getComputedStyle(one).color)"
    )
    assert set(empty_dates) == {"rgba(0, 0, 0, 0)"}  # no dd/mm/yyyy where somebody writes by hand
    assert sheet.locator("#agreed-add, #agreed-clear, #agreed-table + .csv").first.is_hidden()


def test_each_month_has_a_sheet_of_its_own(sheet):
    sheet.locator("#agreed-table input").first.fill("x")
    key = sheet.locator("#agreed-table").get_attribute("data-kept")
    assert sheet.evaluate("Object.keys(localStorage)") == [key]
    month = sheet.evaluate(
        "document.querySelector('#agreed-table').dataset.kept = 'review-2025-01-01'; recall()"
    )
    assert month is None
    assert key.startswith("review-2")
    sheet.locator("#agreed-table input").first.fill("y")
    kept = sheet.evaluate("Object.fromEntries(Object.entries(localStorage))")
    assert set(kept) == {key, "review-2025-01-01"}
    assert kept[key] != kept["review-2025-01-01"]
