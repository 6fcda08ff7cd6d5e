"""What the page Explore is given: columns packed so that the browser reads them, and from which day on all rows."""

from datetime import date, datetime

import pytest

from customer_performance.site.explore import first_whole_day, is_yes_or_no, packed
from tests.support.metric import metric


def test_a_column_keeps_its_values_and_its_gaps():
    times = [datetime(1970, 1, 1, 1, 30), None, datetime(2025, 3, 30, 2, 30)]
    assert packed(times) == {"type": "time", "values": [90, None, 29055030]}
    assert packed([1.0, None, 2.5]) == {"type": "number", "values": [1, None, 2.5]}
    assert packed(["a", "b", None]) == {"type": "text", "values": ["a", "b", None]}
    assert packed(["b", "a", "b", None, "b"]) == {
        "type": "text",
        "words": ["a", "b"],
        "values": [1, 0, 1, None, 1],
    }
    assert packed([True, False, True, True]) == {
        "type": "text",
        "words": ["false", "true"],
        "values": [1, 0, 1, 1],
    }
    assert packed([date(2025, 3, 1)] * 2) == {"type": "text", "words": ["2025-03-01"], "values": [0, 0]}
    assert packed([None, None]) == {"type": "text", "words": [], "values": [None, None]}


def test_the_day_of_the_oldest_row_may_lack_rows_where_there_were_more_than_fit():
    rows = [("b", datetime(2025, 3, 9, 8)), ("a", datetime(2025, 3, 7, 8))]
    assert first_whole_day(rows, 2) == date(2025, 3, 8)
    assert first_whole_day(rows, 3) == date(2025, 3, 1)


@pytest.mark.parametrize(
    ("numerators", "denominators", "said", "is_asked"),
    [
        ((0, 1.0, 1), (1, 1, 1), {}, True),
        ((0, 1, 2), (1, 1, 1), {}, False),
        ((-1, 0, 1), (1, 1, 1), {}, False),
        ((0, 1, 1), (1, 1, 30), {}, False),
        ((0, 1, 1), (1, None, 1), {"aggregation": "median"}, False),
        ((0, 1, 1), (1, 1, 1), {"direction": "neutral"}, False),
    ],
)
def test_only_a_metric_that_says_yes_or_no_has_rows_that_fell_short(numerators, denominators, said, is_asked):
    rows = [("a", datetime(2025, 3, 9), "b", *both) for both in zip(numerators, denominators, strict=True)]
    assert is_yes_or_no(metric("cpi_x", **said), rows) == is_asked
