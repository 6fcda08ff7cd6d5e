"""Who may leave: how many are at how much risk and why, beside how right that was at past month ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from customer_performance.site.content import Content
from customer_performance.site.queries import Row


@dataclass(frozen=True)
class Risk:
    """The record of what all that is known says, and of what is foreseen without notice; bands and reasons, of what is
    published; tenths, of what was said before."""

    days: int
    records: Sequence[Row]
    bands: Sequence[Row]
    reasons: Sequence[Row]
    tenths: Sequence[Row]

    @property
    def verdict(self) -> str:
        """That of all that is known, by which it is decided what is published."""
        return str(next(row["verdict"] for row in self.records if row["features"] == "all"))

    @property
    def judged(self) -> Sequence[Row]:
        return [row for row in self.records if row["folds"]]


def risk(content: Content) -> Risk | None:
    """None where nothing says who is a customer."""
    if not content.risk_records:
        return None
    return Risk(
        content.link_days[1],
        content.risk_records,
        content.risk_bands,
        content.risk_reasons,
        content.risk_tenths if content.risk_bands else [],
    )
