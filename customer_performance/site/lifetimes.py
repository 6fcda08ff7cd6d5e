"""What customers will bring: sums by band, each basis beside what past origins expected and what came."""

from collections.abc import Sequence
from dataclasses import dataclass

from customer_performance.site.content import Content
from customer_performance.site.queries import Row


@dataclass(frozen=True)
class Prospect:
    """Orders or subscriptions: the record, what the bands will bring, and past sums of all, the newest first."""

    record: Row
    bands: Sequence[Row]
    past: Sequence[Row]

    @property
    def saved(self) -> float:
        """The share of the naive rule's error that the published method does without; below 0 where it errs more."""
        return 1 - self.record["rmse"] / self.record["past_rate_rmse"]

    @property
    def is_published(self) -> bool:
        return self.record["method"] is not None

    @property
    def is_judged(self) -> bool:
        return bool(self.record["past_rate_rmse"])


def prospects(content: Content) -> list[Prospect]:
    return [
        Prospect(
            record,
            [row for row in rows_of(content, record) if row["is_newest"]],
            [row for row in rows_of(content, record) if not row["is_newest"] and row["value_band"] == "all"],
        )
        for record in content.lifetime_records
    ]


def rows_of(content: Content, record: Row) -> list[Row]:
    return [row for row in content.lifetime_totals if row["basis"] == record["basis"]]
