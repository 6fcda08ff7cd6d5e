"""What moves what: the links between CPIs and later outcomes, by how clear they are."""

from collections import defaultdict
from typing import Any

from customer_performance.site.content import Content
from customer_performance.site.i18n import texts_of
from customer_performance.site.queries import Row

CLEAR = ("goes_with_better", "goes_with_worse")
VERDICTS = (*CLEAR, "unclear_runs_both_ways", "no_clear_link", "too_few_to_say")


def links(content: Content) -> dict[str, Any]:
    """The rows of mart `cpi_kpi_links` of metrics that the site has, each with its doses if it is clear."""
    doses = defaultdict(list)
    for row in content.doses:
        doses[row["metric_id"], row["outcome"]].append(row)
    by_verdict: dict[str, list[Row]] = {verdict: [] for verdict in VERDICTS}
    for row in content.links:
        if row["metric_id"] in content.metrics:
            by_verdict[row["verdict"]].append(
                row
                | {
                    "sentence": texts_of(row, "sentence"),
                    "doses": with_widths(doses[row["metric_id"], row["outcome"]]),
                }
            )
    return {
        "clear": [*by_verdict["goes_with_better"], *by_verdict["goes_with_worse"]],
        "both_ways": by_verdict["unclear_runs_both_ways"],
        "unclear": by_verdict["no_clear_link"],
        "too_few": by_verdict["too_few_to_say"],
        "exposure_days": content.link_days[0],
        "outcome_days": content.link_days[1],
        "tried": sum(len(by_verdict[verdict]) for verdict in VERDICTS[:-1]),
    }


def with_widths(doses: list[Row]) -> list[Row]:
    """Each dose with the length of its bar, 100 for the largest value of the pair."""
    values = [abs(row["adjusted_value"]) for row in doses if row["adjusted_value"] is not None]
    largest = max(values, default=0) or 1
    return [row | {"width": round(100 * abs(row["adjusted_value"] or 0) / largest)} for row in doses]
