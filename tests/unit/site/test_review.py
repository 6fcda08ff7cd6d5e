"""The choice of what the month's service review shows."""

from datetime import date

from customer_performance.site.content import Content
from customer_performance.site.review import LONGEST_CARD, review
from tests.support.metric import cell, metric

MONTH = date(2025, 3, 1)


def held(name, status, is_clear, period=MONTH):
    target = None if status == "no_target" else 1.0
    latest = cell(
        metric_id=name, period_start=period, target=target, target_status=status, target_is_clear=is_clear
    )
    return metric(name, latest, family="cpi")


def content(metrics, changes=()):
    return Content(metrics={one.metric_id: one for one in metrics}, changes=changes)


def test_the_service_review_puts_first_what_is_clearly_missed():
    found = [
        held("a", "met", True),
        held("b", "no_target", None),
        held("c", "missed", False),
        held("d", "missed", True),
        held("e", "met", False),
        held("f", "missed", True, period=date(2025, 2, 1)),
        held("g", "no_target", None),
    ]
    page = review(content(found, changes=[cell(metric_id="g", period_start=MONTH)]))
    assert page["month"] == MONTH
    assert [one.metric_id for one in page["cards"]["cpi"]] == ["d", "c", "e", "a", "g"]
    assert (page["met"], page["held"], page["clearly_missed"], page["left_out"]) == (2, 4, 1, 0)


def test_what_does_not_fit_on_the_sheet_is_counted():
    page = review(content([held(str(number), "met", True) for number in range(12)]))
    assert (len(page["cards"]["cpi"]), page["left_out"]) == (LONGEST_CARD, 12 - LONGEST_CARD)
