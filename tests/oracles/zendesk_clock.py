"""What Zendesk's clocks should say of a ticket, from a table of every minute: slow, obvious, no relation of the SQL.

Instants are seconds since 1970. A ticket is what `tests.support.zendesk_tickets` makes.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

LONGEST = 400 * 86_400  # no target takes longer, by any schedule that is tried here
QUARTER = 15  # no clock that is tried here is put forward or back within a quarter of an hour
STOPS = {
    "first_reply_time": (),
    "total_resolution_time": (),
    "requester_wait_time": ("pending",),
    "agent_work_time": ("pending", "hold"),
}


class Minutes:
    """One schedule: for each minute, whether it is open by the time on its own wall.

    `windows`: (first, last) minutes from Sunday 00:00, the last excluded; `first` and `last`: minutes since 1970.
    """

    def __init__(self, zone: str, windows: list[tuple[int, int]], holidays: set[date], first: int, last: int):
        self.first, self.is_open = first, bytearray()
        for quarter in range(first, last, QUARTER):
            wall = datetime.fromtimestamp(quarter * 60, UTC).astimezone(ZoneInfo(zone))
            start = wall.isoweekday() % 7 * 1440 + wall.hour * 60 + wall.minute
            for minute in range(start, start + QUARTER):
                in_hours = any(opens <= minute < closes for opens, closes in windows)
                self.is_open.append(in_hours and wall.date() not in holidays)
        self.before = [0, *accumulate(self.is_open)]

    def until(self, at: int) -> int:
        """Open seconds from the beginning of the table."""
        minute, second = divmod(at - self.first * 60, 60)
        return self.before[minute] * 60 + self.is_open[minute] * second


@dataclass
class Target:
    """What a ticket was held to, and how it stood when that ended. `held_until`, `completed`: None: not yet."""

    metric: str
    field: str
    minutes: int
    in_business: bool
    applied: int
    held_until: int | None
    completed: int | None = None
    elapsed: int = 0
    due: int | None = None  # where it was missed

    @property
    def is_due(self) -> bool:
        return self.completed is not None or self.elapsed > self.minutes * 60

    @property
    def is_kept(self) -> bool | None:
        return self.elapsed <= self.minutes * 60 if self.is_due else None


class ZendeskClock:
    """The clocks of all tickets. `staff`: {user: when the role was lost, None: never}; `default`: the schedule of
    tickets for which none is set."""

    def __init__(
        self,
        tickets: dict,
        schedules: dict[int, Minutes],
        default: int,
        staff: dict[int, int | None],
        as_of: int,
    ):
        self.tickets, self.schedules, self.default = tickets, schedules, default
        self.staff, self.as_of = staff, as_of
        self.merged: dict[int, list] = {}
        for ticket in tickets.values():
            self.merged.setdefault(ticket.merged_into, []).append(ticket)

    def asked(self, ticket) -> int:
        """When the requester first asked: earlier tickets of the same person count, if they were open by then."""
        times = [ticket.created]
        for other in self.merged.get(ticket.number, []):
            is_earlier = other.requester == ticket.requester and other.created < ticket.created
            if is_earlier and status_before(other, ticket.created) not in ("solved", "closed"):
                times.append(other.created)
        return min(times)

    def first_reply(self, ticket) -> int | None:
        """The first public comment of somebody who was staff then, and is not the one who asks."""
        asked = self.asked(ticket)
        times = []
        for each in [ticket, *self.merged.get(ticket.number, [])]:
            for at, user, is_public in each.comments:
                was_staff = user in self.staff and (self.staff[user] is None or at < self.staff[user])
                in_time = each is ticket or at >= asked
                # who asks is the customer of the ticket on which it was written, also if an agent
                if is_public and was_staff and user != each.requester and in_time:
                    times.append(at)
        return min(times, default=None)

    def last_solve(self, ticket, until: int | None = None) -> int | None:
        """When it was last solved, or closed without that; None where it never was by then."""
        times = []
        for (_, before), (at, status) in pairwise([(0, "new"), *ticket.statuses]):
            if is_done(status) and not is_done(before) and (until is None or at <= until):
                times.append(at)
        return max(times, default=None)

    def seconds(
        self, ticket, since: int, until: int, in_business: bool = True, stops: tuple[str, ...] = ()
    ) -> int:
        """Seconds within business hours, of the schedule that held then, in which nothing stopped the clock."""
        asked = self.asked(ticket)
        set_then = [(asked if at < asked + 60 else at, schedule) for at, schedule in sorted(ticket.schedules)]
        changes = {since, until, *(at for at, _ in set_then), *(at for at, _ in ticket.statuses)}
        total = 0
        for start, end in pairwise(sorted(at for at in changes if since <= at <= until)):
            if status_at(ticket, start) in stops:
                continue
            if in_business:
                minutes = self.schedules[[self.default, *(s for at, s in set_then if at <= start)][-1]]
                total += minutes.until(end) - minutes.until(start)
            else:
                total += end - start
        return total

    def targets(self, ticket) -> list[Target]:
        """Each target that the ticket ever had. It ends when its own field is set anew or emptied."""
        found = []
        for name in STOPS:
            mine = sorted(target for target in ticket.targets if target[1] == name)
            metric = "first_response" if name == "first_reply_time" else "resolution"
            for number, (at, field, minutes, in_business) in enumerate(mine):
                if minutes is None or (metric == "first_response" and ticket.submitter in self.staff
                                       and ticket.submitter != ticket.requester):  # fmt: skip
                    continue
                is_first = number == 0 and metric == "first_response"
                later = mine[number + 1][0] if number + 1 < len(mine) else None
                applied = min(at, ticket.created) if is_first else at
                found.append(self.judged(ticket, Target(metric, field, minutes, in_business, applied, later)))
        return found

    def judged(self, ticket, target: Target) -> Target:
        asked, held = self.asked(ticket), target.held_until
        if target.metric == "first_response":
            reply = self.first_reply(ticket)
            target.completed = reply if reply and (held is None or reply <= held) else None
        elif is_done(status_at(ticket, held or self.as_of)):
            target.completed = self.last_solve(ticket, held)
        end = target.completed or held or self.as_of
        stops = STOPS[target.field]
        target.elapsed = self.seconds(ticket, asked, end, target.in_business, stops)
        if target.elapsed > target.minutes * 60:
            target.due = self.first_instant(
                lambda at: self.seconds(ticket, asked, at, target.in_business, stops) >= target.minutes * 60,
                asked,
                end,
            )
        return target

    def verdict(self, ticket, metric: str) -> Target | None:
        """What was met or missed first, while it held; else that of those that hold which is due first."""
        mine = [target for target in self.targets(ticket) if target.metric == metric]
        decided = [target for target in mine if target.is_due]
        if decided:
            return min(decided, key=lambda target: self.fell(ticket, target))
        holding = [target for target in mine if target.held_until is None]
        return min(holding, key=lambda each: (self.due_after(ticket, each), each.minutes), default=None)

    def fell(self, ticket, target: Target) -> tuple:
        """What orders the targets that were met or missed."""
        at = max(target.due or target.completed, target.applied)
        return at, target.applied == at, self.due_after(ticket, target), target.minutes

    def due_after(self, ticket, target: Target) -> float:
        """When its time is over, if nothing stops it after its end; never while it is stopped."""
        stops = STOPS[target.field]
        end = target.completed or target.held_until or self.as_of
        if target.due:
            return target.due
        if not target.completed and status_at(ticket, end) in stops:
            return float("inf")
        return self.first_instant(
            lambda at: (
                self.seconds(ticket, self.asked(ticket), min(at, end), target.in_business, stops)
                + self.seconds(ticket, end, max(at, end), target.in_business)
                >= target.minutes * 60
            ),
            self.asked(ticket),
            end + LONGEST,
        )

    @staticmethod
    def first_instant(is_over: Callable[[int], bool], early: int, late: int) -> int:
        """The first of the instants in (early, late] at which it is over, once and for all."""
        while late - early > 1:
            middle = (early + late) // 2
            early, late = (early, middle) if is_over(middle) else (middle, late)
        return late


def is_done(status: str) -> bool:
    return status in ("solved", "closed")


def status_at(ticket, at: int) -> str:
    place = bisect_right([when for when, _ in ticket.statuses], at)
    return ticket.statuses[max(place, 1) - 1][1]


def status_before(ticket, at: int) -> str:
    return [status for when, status in ticket.statuses if when < at][-1]
