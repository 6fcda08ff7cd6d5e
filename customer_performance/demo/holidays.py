"""What a holiday does to contacts: where it is one, most wait until the next day or the one after."""

from datetime import UTC, date, datetime

import numpy as np

from customer_performance.demo.arrays import Array, Values
from customer_performance.demo.company import DAY, REGIONS, Company
from customer_performance.demo.hours import HOLIDAYS

# The schedule whose holidays the customers of each place keep; the United Kingdom has none.
PLACE_SCHEDULES = ["berlin", None, "new-york", "sydney", "shanghai"]
WAITS = 0.7  # share of the contacts of a holiday that wait
EPOCH = date(1970, 1, 1)


def local_day(place: Array, at: Array) -> Array:
    """The day, counted from 1970, that an instant belongs to where the customer is."""
    ahead = np.array([region.hours_ahead for region in REGIONS])[place]
    return (np.asarray(at) + ahead * 3600) // DAY


def is_holiday(place: Array, at: Array) -> Array:
    """Whether an instant lies on a holiday of the place where the customer is."""
    day = local_day(place, at)
    found = np.zeros(len(day), bool)
    for number, schedule in enumerate(PLACE_SCHEDULES):
        days = [(when - EPOCH).days for name, when, _ in HOLIDAYS if name == schedule]
        found |= (place == number) & np.isin(day, days)
    return found


def after_holidays(rng: np.random.Generator, place: Array, at: Array) -> Array:
    """The instants, those of most holidays moved on by a day, or two where that is a holiday, too."""
    waits = rng.random(len(at)) < WAITS
    for _ in range(2):
        at = np.where(waits & is_holiday(place, at), at + DAY, at)
    return at


def holiday_figures(company: Company, account: Array, at: Array, counted: Array) -> Values:
    """Contacts on the holidays of their place, and on the same weekdays a week before and after, by day."""
    place = company.accounts["place"][account[counted]]
    at = at[counted]
    on_holidays = int(is_holiday(place, at).sum())
    beside = is_holiday(place, at - 7 * DAY).sum() + is_holiday(place, at + 7 * DAY).sum()
    return {
        "planted": "where a day is a holiday, most contacts wait until the day after",
        "tickets_on_holidays": on_holidays,
        "tickets_a_week_beside": float(beside / 2),
        "newest_holiday": max(when for _, when, _ in HOLIDAYS).isoformat(),
        "present": datetime.fromtimestamp(int(at.max()), UTC).date().isoformat(),
    }
