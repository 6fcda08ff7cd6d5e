"""The colours of charts: as many as are needed, and each to be told from the ground in either theme."""

import re

import pytest

from customer_performance.core.paths import PROJECT
from customer_performance.site.charts import PALETTE

STYLE = (PROJECT / "customer_performance" / "site" / "assets" / "style.css").read_text(encoding="utf-8")
SCRIPT = (PROJECT / "customer_performance" / "site" / "assets" / "explore.js").read_text(encoding="utf-8")
# What WCAG 2.2 asks of graphics (1.4.11).
LEAST_CONTRAST = 3.0
LONG = {"#fff": "#ffffff"}


def luminance(colour: str) -> float:
    """Relative, of sRGB, as WCAG has it."""
    shares = [int(LONG.get(colour, colour)[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_colour_of_a_chart_is_told_from_its_ground(theme):
    rules = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
    colours = dict(re.findall(r"--([\w-]+): (#\w+);", rules[("light", "dark").index(theme)]))
    names = [colour.removeprefix("c:") for colour in PALETTE]
    faint = {name: contrast(colours[name], colours["card"]) for name in names}
    assert {name: ratio for name, ratio in faint.items() if ratio < LEAST_CONTRAST} == {}
    assert len({colours[name] for name in names}) == len(names)


def test_there_is_a_colour_for_every_column_of_explore():
    assert len(PALETTE) == int(re.search(r"MOST_COLUMNS = (\d+)", SCRIPT)[1])
