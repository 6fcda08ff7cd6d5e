"""Years of which calendars of working hours that have holidays in other years know none, so that clocks and forecasts
take every day of theirs for an ordinary one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from customer_performance.site.metric import Metric
from customer_performance.site.queries import Row

# The raw tables from which working hours come.
OF_WORKING_HOURS = {"schedules", "holidays"}


@dataclass(frozen=True)
class Untold:
    """A year, and of how many of the calendars with holidays none in it is known."""

    year: int
    calendars: int
    of: int


def untold(calendars: Sequence[Row], years: Iterable[int]) -> list[Untold]:
    """Of these years, those that lack the holidays of any calendar; one that never has any, such as that of a desk that
    is always open, lacks none. `calendars`: rows of the query of this name."""
    known = [row["years"] for row in calendars if row["years"]]
    missing = {year: sum(year not in told for told in known) for year in sorted(set(years))}
    return [Untold(year, count, len(known)) for year, count in missing.items() if count]


def untold_of(metric: Metric, calendars: Sequence[Row]) -> list[Untold]:
    """Those of the metric's months, where its clock runs by working hours."""
    tables = {one.name.partition(".")[0] for one in metric.inputs} | set(metric.definition.raw_tables)
    if not tables & OF_WORKING_HOURS:
        return []
    return untold(calendars, (cell.period_start.year for cell in metric.months))
