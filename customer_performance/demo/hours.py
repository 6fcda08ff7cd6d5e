"""When the teams work, and how soon they mean to reply and to solve."""

from datetime import UTC, date, datetime
from typing import NamedTuple

WEEKDAYS = range(1, 6)
SCHEDULES = {
    "berlin": ("Europe/Berlin", {day: [("09:00", "12:30"), ("13:15", "18:00")] for day in WEEKDAYS}),
    "always": ("America/New_York", {day: [("00:00", "24:00")] for day in range(1, 8)}),
    "new-york": ("America/New_York", {day: [("08:30", "17:30")] for day in WEEKDAYS}),
    "sydney": ("Australia/Sydney", {day: [("08:00", "18:00")] for day in WEEKDAYS}),
    "shanghai": (
        "Asia/Shanghai",
        {day: [("09:00", "12:00"), ("13:30", "18:30")] for day in WEEKDAYS} | {6: [("10:00", "16:00")]},
    ),
}
DEFAULT_SCHEDULE = "berlin"
HOLIDAYS = [
    (schedule, date(year, month, day), name)
    for year in (2024, 2025)
    for schedule, month, day, name in [
        ("berlin", 1, 1, "Neujahr"),
        ("berlin", 5, 1, "Tag der Arbeit"),
        ("berlin", 10, 3, "Tag der Deutschen Einheit"),
        ("berlin", 12, 25, "Weihnachten"),
        ("berlin", 12, 26, "Weihnachten"),
        ("new-york", 7, 4, "Independence Day"),
        ("new-york", 12, 25, "Christmas Day"),
        ("sydney", 1, 26, "Australia Day"),
        ("sydney", 4, 25, "Anzac Day"),
        ("sydney", 12, 25, "Christmas Day"),
        ("shanghai", 5, 1, "劳动节"),
        ("shanghai", 10, 1, "国庆节"),
        ("shanghai", 10, 2, "国庆节"),
    ]
] + [
    ("berlin", date(2024, 4, 1), "Ostermontag"),
    ("berlin", date(2025, 4, 21), "Ostermontag"),
    ("new-york", date(2024, 11, 28), "Thanksgiving"),
    ("new-york", date(2025, 11, 27), "Thanksgiving"),
    ("shanghai", date(2024, 2, 12), "春节"),
    ("shanghai", date(2024, 2, 13), "春节"),
    ("shanghai", date(2025, 1, 29), "春节"),
    ("shanghai", date(2025, 1, 30), "春节"),
]

NEW_TERMS = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp())


class Policy(NamedTuple):
    """A row of `sla_policies`. For each metric, the first policy by position that fits a ticket applies to it."""

    policy_id: str
    position: int
    metric: str
    priority: str | None  # none: every one
    plan: str | None  # none: every one
    target_minutes: int
    in_business_hours: bool = False
    pause_on_pending: bool = False
    is_promise: bool = False
    schedule_id: str | None = None  # none: the one of the ticket's team
    valid_from: int | None = None  # applies to tickets created at this instant or later
    valid_to: int | None = None  # applies to tickets created before this instant


POLICIES = [
    Policy("premium-reply", 1, "first_response", None, "premium", 60, is_promise=True),
    Policy("urgent-reply", 2, "first_response", "urgent", None, 120),
    Policy("standard-reply-2024", 3, "first_response", None, "standard", 480,
           in_business_hours=True, is_promise=True, valid_to=NEW_TERMS),
    Policy("standard-reply", 4, "first_response", None, "standard", 360,
           in_business_hours=True, is_promise=True, valid_from=NEW_TERMS),
    Policy("basic-reply", 5, "first_response", None, "basic", 960, in_business_hours=True, schedule_id="berlin"),
    Policy("premium-solve", 6, "resolution", None, "premium", 1440, pause_on_pending=True),
    Policy("urgent-solve", 7, "resolution", "urgent", None, 2880),
    Policy("standard-solve", 8, "resolution", None, "standard", 1800, in_business_hours=True, pause_on_pending=True),
]  # fmt: skip
