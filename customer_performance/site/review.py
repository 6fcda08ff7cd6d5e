"""The month's service review: one page to print, for those who sit together and agree what to do next."""

from customer_performance.site.content import Books

# What still fits on a sheet of paper.
LONGEST_CARD = 9
LONGEST_LIST = 4
LINES_TO_WRITE_ON = 5


def review(books: Books, overview: dict) -> dict:
    """Of the overview, what has a target or has clearly changed; beside it, what customers ask to be mended."""
    month = overview["month"]
    changed = {row["metric_id"] for row in books.changes}
    measured = [
        metric
        for metrics in overview["headlines"].values()
        for metric in metrics
        if metric["latest"]["period_start"] == month
    ]
    held = [metric for metric in measured if metric["latest"]["target"] is not None]
    chosen = [metric for metric in measured if metric in held or metric["metric_id"] in changed]
    cards = {
        family: sorted((metric for metric in chosen if metric["family"] == family), key=urgency)
        for family in ("cpi", "kpi")
    }
    return {
        "month": month,
        "cards": {family: card[:LONGEST_CARD] for family, card in cards.items()},
        "left_out": sum(max(len(card) - LONGEST_CARD, 0) for card in cards.values()),
        "met": sum(metric["latest"]["target_status"] == "met" for metric in held),
        "held": len(held),
        "clearly_missed": sum(is_clearly_missed(metric) for metric in held),
        "gap": overview["gap"],
        "gap_measures": overview["gap_measures"],
        "changes": [row for row in books.changes if row["period_start"] == month],
        "losses": books.losses[:LONGEST_LIST],
        "feedback": books.feedback[:LONGEST_LIST],
        "writing": books.writing[:LONGEST_LIST],
        "lines": LINES_TO_WRITE_ON,
        "quality": overview["quality"],
        "currency": books.variables["reporting_currency"],
    }


def urgency(metric: dict) -> tuple:
    """What is clearly missed comes first, what has no target last."""
    row = metric["latest"]
    order = [("missed", True), ("missed", False), ("met", False), ("met", True)]
    judged = (row["target_status"], bool(row["target_is_clear"]))
    return order.index(judged) if judged in order else len(order), metric["label_en"]


def is_clearly_missed(metric: dict) -> bool:
    return metric["latest"]["target_status"] == "missed" and bool(metric["latest"]["target_is_clear"])
