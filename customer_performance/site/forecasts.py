"""What comes next: forecasts of contacts and the agents they need, each beside its record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from customer_performance.site.content import Content
from customer_performance.site.drawing import Drawing, drawing_of_days
from customer_performance.site.holidays import untold
from customer_performance.site.queries import Row

WEEK = 7
KEY = ("contact", "dimension", "dimension_value")


@dataclass(frozen=True)
class Outlook:
    """The days of one series that is published, and its record."""

    record: Row
    days: Sequence[Row]

    @property
    def is_of_company(self) -> bool:
        return self.record["dimension"] == "all"

    @property
    def next_week(self) -> float:
        """Contacts expected within seven days from the first one that is forecast."""
        first = self.days[0]["date_on"]
        return sum(day["expected"] for day in self.days if (day["date_on"] - first).days < WEEK)

    @property
    def on_a_day(self) -> float:
        return sum(day["expected"] for day in self.days) / len(self.days)

    @property
    def drawing(self) -> Drawing:
        return drawing_of_days(self.days)


def coming(content: Content) -> dict[str, Any]:
    """What the page shows: published series, those that are not, and desks with the record of their hours."""
    days = {key: list(rows) for key, rows in groupby(content.forecasts, key=key_of)}
    of_days = [record for record in content.records if record["grain"] == "day"]
    of_hours = {key_of(record): record for record in content.records if record["grain"] == "hour"}
    outlooks = [Outlook(record, days[key_of(record)]) for record in of_days if key_of(record) in days]
    years = {day["date_on"].year for day in content.forecasts}
    return {
        "outlooks": outlooks,
        "untold": untold(content.calendars, years),
        "not_forecast": [record for record in of_days if key_of(record) not in days],
        "horizon": max(
            ((outlook.days[-1]["date_on"] - outlook.days[0]["date_on"]).days + 1 for outlook in outlooks),
            default=0,
        ),
        "desks": [
            desk | {"record": of_hours["call", desk["dimension"], desk["dimension_value"]]}
            for desk in content.staffing
        ],
    }


def key_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(row[name] for name in KEY)
