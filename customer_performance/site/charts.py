"""The charts: Vega-Lite's specifications without data, and the library that draws them.

Pages bring the data and the words; `site.js` puts the two together.
"""

from collections.abc import Callable
from functools import partial

from vl_convert import javascript_bundle

INTERVAL = [
    {"field": "low", "type": "quantitative", "title": "t:low", "format": "t:figure"},
    {"field": "high", "type": "quantitative", "title": "t:high", "format": "t:figure"},
]
VALUE = {"field": "value", "type": "quantitative", "title": "t:value", "format": "t:figure"}
SERIES = ["c:line", "c:second", "c:third", "c:fourth"]
# As many as Explore has columns at most, told apart on the light ground and on the dark one.
PALETTE = [
    *SERIES,
    "c:fifth",
    "c:sixth",
    "c:seventh",
    "c:eighth",
    "c:ninth",
    "c:tenth",
    "c:eleventh",
    "c:twelfth",
]
SHAPES = ["circle", "square", "triangle-up", "diamond"]
SUBJECTS = {"field": "subjects", "type": "quantitative", "title": "t:subjects", "format": ",d"}


def library() -> str:
    """Vega, Vega-Lite and vega-embed as one script that a page on a disk can load."""
    return f"(() => {{{javascript_bundle('window.vegaEmbed = vegaEmbed;')}}})();"


def over_time() -> dict:
    """Value and interval of each series by period, and its target; a period that is not complete is hollow. The values
    of a year before stand where they are asked for."""
    period = {
        "field": "period",
        "type": "temporal",
        "title": None,
        "axis": {"format": "t:format", "tickCount": "t:ticks", "grid": False},
    }
    amount = {"type": "quantitative", "title": "t:unit", "scale": {"zero": False}}
    series = {"field": "series", "type": "nominal", "legend": None}
    colour = series | {"scale": {"domain": [0, 1, 2, 3], "range": SERIES}}
    shape = series | {"scale": {"domain": [0, 1, 2, 3], "range": SHAPES}}
    return {
        "width": "container",
        "height": 280,
        "autosize": {"type": "fit", "contains": "padding"},
        "layer": [
            {
                "mark": {"type": "area", "opacity": 0.18, "aria": False},
                "encoding": {
                    "x": period,
                    "y": amount | {"field": "low"},
                    "y2": {"field": "high"},
                    "color": colour,
                },
                "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
            },
            {
                "mark": {"type": "line", "strokeDash": [6, 4], "interpolate": "step-after", "aria": False},
                "encoding": {
                    "x": period,
                    "y": amount | {"field": "target"},
                    "detail": series,
                    "color": {"value": "c:target"},
                },
                "transform": [{"filter": "isValid(datum.target)"}],
            },
            {
                "mark": {"type": "line", "strokeDash": [2, 3], "strokeWidth": 1.5, "aria": False},
                "encoding": {"x": period, "y": amount | {"field": "year"}, "color": colour},
                "transform": [{"filter": "isValid(datum.year)"}],
            },
            {
                "mark": {"type": "line", "strokeWidth": 2, "aria": False},
                "encoding": {"x": period, "y": amount | {"field": "value"}, "color": colour},
            },
            {
                "mark": {"type": "point", "size": 45, "strokeWidth": 2, "opacity": 1},
                "encoding": {
                    "x": period,
                    "y": amount | {"field": "value"},
                    "color": colour,
                    "shape": shape,
                    "fill": {"condition": {"test": "!datum.complete", "value": "c:card"}, **colour},
                    "tooltip": [
                        {"field": "label", "title": "t:period"},
                        {"field": "name", "title": "t:dimension_value"},
                        VALUE,
                        *INTERVAL,
                        VALUE | {"field": "target", "title": "t:target"},
                        SUBJECTS,
                        VALUE | {"field": "year", "title": "t:year_before"},
                    ],
                },
            },
        ],
    }


def by_dimension() -> dict:
    """Value and interval of each dimension value, beside the target or else the company's; a small sample is hollow."""
    name = {
        "field": "name",
        "type": "nominal",
        "title": None,
        "sort": None,
        "axis": {"labelLimit": 130, "ticks": False, "domain": False},
    }
    amount = {
        "type": "quantitative",
        "title": "t:unit",
        # what is counted begins at 0, as amounts do; a rate may be drawn from where its values lie
        "scale": {"zero": "t:zero"},
        "axis": {"tickCount": 6},
    }
    colour = {
        "field": "verdict",
        "type": "nominal",
        "legend": None,
        "scale": {
            "domain": ["above", "below", "unclear"],
            "range": ["c:good", "c:bad", "c:line"],
        },
    }
    return {
        "width": "container",
        "height": {"step": 26},
        "layer": [
            {
                "mark": {"type": "tick", "color": "c:target", "thickness": 2, "size": 20, "aria": False},
                "encoding": {"y": name, "x": amount | {"field": "benchmark"}},
                "transform": [{"filter": "isValid(datum.benchmark)"}],
            },
            {
                "mark": {"type": "rule", "strokeWidth": 2, "aria": False},
                "encoding": {
                    "y": name,
                    "x": amount | {"field": "low"},
                    "x2": {"field": "high"},
                    "color": colour,
                },
                "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
            },
            {
                "mark": {"type": "point", "size": 70, "strokeWidth": 2, "opacity": 1},
                "encoding": {
                    "y": name,
                    "x": amount | {"field": "value"},
                    "color": colour,
                    "fill": {
                        "condition": {"test": "datum.small", "value": "c:card"},
                        **colour,
                    },
                    "shape": {
                        "field": "verdict",
                        "type": "nominal",
                        "legend": None,
                        "scale": {
                            "domain": ["above", "below", "unclear"],
                            "range": ["circle", "diamond", "circle"],
                        },
                    },
                    "tooltip": [
                        {"field": "name", "title": "t:dimension_value"},
                        VALUE,
                        *INTERVAL,
                        VALUE | {"field": "benchmark", "title": "t:benchmark"},
                        SUBJECTS,
                    ],
                },
            },
        ],
    }


def explored(mark: str) -> dict:
    """What a reader has grouped on Explore: bars, or points on a line where the groups are times."""
    is_line = mark == "line"
    name = {"field": "name", "type": "nominal", "title": None, "sort": None, "axis": {"labelLimit": 130}}
    amount = {"field": "value", "type": "quantitative", "title": "t:unit", "scale": {"zero": not is_line}}
    places = {"x": name, "y": amount} if is_line else {"y": name, "x": amount}
    series = {"field": "series", "type": "nominal", "title": None, "legend": {"orient": "top", "columns": 4}}
    series |= {"sort": None, "scale": {"range": PALETTE}}
    points = {"type": "point", "size": 45, "filled": True, "opacity": 1}
    tooltip = [
        {"field": "name", "title": "t:dimension_value"},
        {"field": "series", "title": " "},
        VALUE,
        SUBJECTS,
    ]
    drawn = (
        [{"mark": {"type": "line", "aria": False}, "encoding": {**places, "color": series}}]
        if is_line
        else []
    )
    offset = {} if is_line else {"yOffset": {"field": "series", "type": "nominal", "sort": None}}
    shown = {"mark": points if is_line else {"type": "bar"}}
    return {
        "width": "container",
        **({"height": 280} if is_line else {}),
        "autosize": {"type": "fit-x" if not is_line else "fit", "contains": "padding"},
        "layer": [*drawn, shown | {"encoding": {**places, **offset, "color": series, "tooltip": tooltip}}],
    }


CHARTS: dict[str, Callable[[], dict]] = {
    "over_time": over_time,
    "by_dimension": by_dimension,
    "explored": partial(explored, "bar"),
    "explored_over_time": partial(explored, "line"),
}
