"""The choice of what the month's service review shows."""

from datetime import date

from customer_performance.site.review import LONGEST_CARD, review, urgency
from tests.support.page import nothing_has_landed


def test_the_service_review_puts_first_what_is_clearly_missed():
    def metric(name, status, is_clear, period=date(2025, 3, 1)):
        row = {"target_status": status, "target_is_clear": is_clear, "period_start": period}
        row["target"] = None if status == "no_target" else 1
        return {"metric_id": name, "label_en": name, "family": "cpi", "latest": row}

    found = [
        metric("a", "met", True),
        metric("b", "no_target", None),
        metric("c", "missed", False),
        metric("d", "missed", True),
        metric("e", "met", False),
        metric("f", "missed", True, period=date(2025, 2, 1)),
        metric("g", "no_target", None),
    ]
    assert [one["metric_id"] for one in sorted(found, key=urgency)] == ["d", "f", "c", "e", "a", "b", "g"]
    books = nothing_has_landed()
    books.changes = [{"metric_id": "g", "period_start": date(2025, 3, 1)}]
    seen = {"headlines": {"cpi": found, "kpi": []}, "month": date(2025, 3, 1), "gap": [], "gap_measures": {}}
    page = review(books, seen | {"quality": {}})
    assert [one["metric_id"] for one in page["cards"]["cpi"]] == ["d", "c", "e", "a", "g"]
    assert (page["met"], page["held"], page["clearly_missed"], page["left_out"]) == (2, 4, 1, 0)
    many = {"cpi": [metric(str(number), "met", True) for number in range(12)], "kpi": []}
    page = review(books, seen | {"headlines": many, "quality": {}})
    assert (len(page["cards"]["cpi"]), page["left_out"]) == (LONGEST_CARD, 12 - LONGEST_CARD)
