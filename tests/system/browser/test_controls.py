"""Every control of every page is reached by keyboard, has a name, and is used by mouse and by keyboard."""

from dataclasses import dataclass

import pytest

from tests.support.browser import (
    A_METRIC,
    LANGUAGES,
    NEEDS_CHROMIUM,
    ONE_OF_EACH,
    OWN,
    opened_wide,
    taken,
    visit,
)

pytestmark = NEEDS_CHROMIUM
CONTROLS = "button, select, input, textarea, summary, [contenteditable], [onclick], " + ", ".join(
    f"[role={role}]" for role in ("button", "checkbox", "radio", "tab", "switch", "slider", "menuitem")
)
TWO_TEAMS = f"{A_METRIC}#at=time&dimension=team&value=Platform&with=team|Mobile"
TICKETS = "explore.html#data=fct_tickets&rows=channel&measure=rows"
FILTERED = f"{TICKETS}&where=priority|is|high"
SUMS = "explore.html#data=fct_orders&rows=market&measure=sum&of=amount"


@dataclass(frozen=True)
class Use:
    """A kind of control: where one is, and what changes when it is used, as an expression of JavaScript. `keys`: what
    is pressed on it; `text`: what is typed into it."""

    selector: str
    path: str
    effect: str
    keys: tuple[str, ...] = ("Enter",)
    text: str = ""


def text_of(selector: str) -> str:
    return f"document.querySelector('{selector}').innerText"


ROWS_SHOWN = (
    "[...document.querySelectorAll('#metrics-table tr[data-metric]')].filter(one => one.offsetParent).length"
)
HASH = "location.hash"
AGREED = "JSON.stringify([...document.querySelectorAll('#agreed-table input')].map(one => one.value))"
DOWN, RIGHT = ("ArrowDown",), ("ArrowRight",)
SAVED = "window.saved?.length ?? 0"
USES = [
    Use("[data-language=zh-Hant]", "index.html", "document.documentElement.lang"),
    Use("[data-language=zh-Hans]", A_METRIC, text_of("h1")),
    Use("[data-language=en]", "explore.html?lang=zh-Hans", text_of("h1")),
    Use("summary", "index.html", "document.querySelectorAll('details[open]').length", ("Space",)),
    Use("#search", "index.html", ROWS_SHOWN, text="satisfaction"),
    Use("#family", "index.html", ROWS_SHOWN, DOWN),
    Use("[data-sort]", "index.html", "document.querySelectorAll('[aria-sort]').length", ("Space",)),
    Use(".group button", "index.html", ROWS_SHOWN, ("Space",)),
    Use("#print", "review.html", "window.printed ?? 0"),
    Use("#agreed-table input", "review.html", AGREED, text="Call them"),
    Use("#agreed-add", "review.html", "document.querySelectorAll('#agreed-table tbody tr').length"),
    Use("#agreed-clear", "review.html", "document.activeElement.tagName", ("Space",)),
    Use(".csv:not(.picture)", "targets.html", SAVED),
    Use(".picture[id^=svg]", A_METRIC, SAVED),
    Use(".picture[id^=png]", A_METRIC, SAVED),
    Use("input[name=grain]", A_METRIC, HASH, RIGHT),
    Use("#period", A_METRIC, text_of("#chosen-table tbody"), DOWN),
    Use("#dimension-value", A_METRIC, text_of("#chosen-table tbody"), DOWN),
    Use("#compare-with", A_METRIC, "document.getElementById('compare-with').value", DOWN),
    Use(
        "#add",
        f"{A_METRIC}#at=time&dimension=team&value=Platform",
        "document.querySelectorAll('#compared li').length",
    ),
    Use("#compared button", TWO_TEAMS, "document.querySelectorAll('#compared li').length"),
    Use("#year", A_METRIC, HASH, ("Space",)),
    Use("input[name=dimension]", A_METRIC, text_of("#dimensions-table"), RIGHT),
    Use("#copy", A_METRIC, text_of("#copied")),
    Use("#data", "explore.html", text_of("#explored-of"), DOWN),
    Use("#where-column", TICKETS, "document.getElementById('where-values').children.length", ("p",)),
    Use("#where-operator", TICKETS, "document.getElementById('where-operator').value", DOWN),
    Use("#where-text", TICKETS, "document.getElementById('where-text').value", text="high"),
    Use("#where-add", TICKETS, text_of("#wheres")),
    Use("#wheres button", FILTERED, text_of("#explored-count")),
    Use("#rows", TICKETS, HASH, DOWN),
    Use("#columns", TICKETS, HASH, DOWN),
    Use("#measure", TICKETS, HASH, DOWN),
    Use("#of", SUMS, HASH, DOWN),
]
ANY_OF_THEM = ", ".join({"[data-language]", "input[name=grain]", *(use.selector for use in USES)})
# Of what is shown: a control of a group of radio buttons is reached by arrows from the one that is chosen.
LISTED = """
([controls, used]) => [...document.querySelectorAll(controls)].filter(one => one.getClientRects().length)
.map((one, place) => {
  one.dataset.place = place;
  const isStop = one.type !== "radio" || one.checked;
  return { said: one.outerHTML.slice(0, 120), isUsed: one.matches(used), isStop, isDisabled: one.disabled };
})
"""
# The page itself, its main part, and code that scrolls.
NO_CONTROLS = ("RootWebArea", "main", "generic")
HERE = "document.activeElement.dataset?.place ?? document.activeElement.tagName"


def found_on(page, path: str) -> list[dict]:
    visit(page, path)
    opened_wide(page)
    return page.evaluate(LISTED, [CONTROLS, ANY_OF_THEM])


def nameless(page) -> list[str]:
    """What can have the keyboard's focus and has no name for who hears the page."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        node["role"]["value"]
        for node in nodes
        if not node["ignored"]
        and node["role"]["value"] not in NO_CONTROLS
        and any(one["name"] == "focusable" and one["value"]["value"] for one in node.get("properties", []))
        and not node.get("name", {}).get("value", "").strip()
    ]


@pytest.mark.parametrize("path", [*OWN, TWO_TEAMS, FILTERED, SUMS])
def test_every_control_is_used_by_a_test_and_has_a_name(page, path):
    found = found_on(page, path)
    assert [one["said"] for one in found if not one["isUsed"]] == []
    assert [one["said"] for one in found if one["isDisabled"]] == []
    assert nameless(page) == []
    assert len(found) >= len(LANGUAGES)  # the decisions are read, and have no control of their own


@pytest.mark.parametrize("path", [*ONE_OF_EACH, TWO_TEAMS, FILTERED, SUMS])
def test_the_keyboard_reaches_every_control(page, path):
    found = found_on(page, path)
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    reached, stops = set(), 0
    while stops < 4000:
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        stops += 1
        if here == "BODY" and stops > 1:
            break
        reached.add(here)
    missed = [one["said"] for place, one in enumerate(found) if one["isStop"] and str(place) not in reached]
    assert missed == []
    assert stops < 4000


def ready(page, use: Use):
    """The control, on its page, which is open; what leaves the page is only counted."""
    page.goto("about:blank")
    visit(page, use.path)
    page.evaluate(
        "window.print = () => { window.printed = (window.printed ?? 0) + 1; };"
        "window.save = (name, blob) => { window.saved = [...(window.saved ?? []), name]; };"
    )
    if use.selector == "#where-add":
        page.locator("#where-text").fill("high")
    if use.selector == "#agreed-clear":
        page.locator("#agreed-table input").first.fill("x")
        page.evaluate("document.activeElement.blur()")
    if use.selector == "#add":
        page.locator("#compare-with").select_option("team|Mobile")
    if use.selector == "#search":
        page.evaluate("document.getElementById('family').value = ''")
    if use.selector == "input[name=grain]":
        return page.locator("input[name=grain]:checked")
    if use.selector == "input[name=dimension]":
        return page.locator("input[name=dimension]:checked")
    return page.locator(f"main {use.selector}, header {use.selector}").locator("visible=true").first


def changes(page, use: Use) -> None:
    page.wait_for_function(f"before => ({use.effect}) !== before", arg=page.before, timeout=5000)
    assert page.troubles == []


@pytest.mark.parametrize("use", USES, ids=lambda use: use.selector)
def test_it_works_by_mouse(page, use):
    control = ready(page, use)
    page.before = page.evaluate(use.effect)
    if control.evaluate("one => one.tagName") == "SELECT":
        control.click()
        page.keyboard.press("Escape")
        values = control.locator("option").evaluate_all(
            "all => all.filter(one => !one.selected).map(one => one.value)"
        )
        control.select_option("priority" if use.selector == "#where-column" else values[0])
    elif use.selector.startswith("input[name="):
        page.locator(f"{use.selector}:not(:checked)").first.click()
    elif use.text:
        control.click()
        page.keyboard.type(use.text)
    else:
        control.click()
    changes(page, use)


@pytest.mark.parametrize("use", USES, ids=lambda use: use.selector)
def test_it_works_by_keyboard(page, use):
    control = ready(page, use)
    page.before = page.evaluate(use.effect)
    control.focus()
    if use.text:
        page.keyboard.type(use.text)
    else:
        for key in use.keys:
            page.keyboard.press(key)
    changes(page, use)


def test_a_file_is_really_saved(page):
    """The tests above only count; here it comes."""
    visit(page, "targets.html")
    rows = taken(page, page.locator(".csv").first)
    assert len(rows) > 1
