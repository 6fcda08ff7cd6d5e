"""Abbreviations of time zones, such as CST, which mean something only where a time zone goes by them."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
STEP = timedelta(days=3)  # no name was ever in force for so short a time
# A name that comes back each year, as that of summer time does, was in use all the while.
PAUSE = timedelta(days=400)


class Abbreviation(NamedTuple):
    """A name under which a time zone had an offset (in seconds), from the first day to the last."""

    name: str
    offset: int
    first: date
    last: date


@cache
def abbreviations(zone: str) -> tuple[Abbreviation, ...]:
    """Those of an IANA time zone. Names such as +03 are none, since they are offsets."""
    if zone == "UTC":
        return ()
    rules, found, moment = ZoneInfo(zone), dict[tuple[str, int], list[list[date]]](), FIRST
    while moment < LAST:
        local = moment.astimezone(rules)
        name, offset = local.tzname() or "", local.utcoffset()
        if name.isalpha() and offset is not None:
            spans = found.setdefault((name.upper(), int(offset.total_seconds())), [])
            if not spans or local.date() - spans[-1][1] > PAUSE:
                spans.append([local.date() - STEP, local.date()])
            spans[-1][1] = local.date() + STEP
        moment += STEP
    return tuple(
        Abbreviation(name, offset, *span) for (name, offset), spans in found.items() for span in spans
    )
