"""First reply, resolution, requester wait and agent work of Zendesk's tickets, against a clock of every minute."""

import random
from datetime import UTC, datetime

import pytest

from tests.oracles.zendesk_clock import ZendeskClock
from tests.support import zendesk_tickets as made
from tests.support.zendesk_tickets import AS_OF, DAY, DEFAULT, HOUR, Ticket

TICKETS = 2000
CLOCKS = (("agent_work_time", 120), ("requester_wait_time", 1440))
CUSTOMER, AGENT = made.CUSTOMERS[0], made.AGENTS[0]
MONDAY = made.instant("2024-06-03 08:00:00")  # 10:00 in Berlin, where the office is open until 17:30


def plain_ticket(number: int, created: int, **other) -> Ticket:
    given = {"statuses": [(created, "new")], "comments": [(created, CUSTOMER, True)], **other}
    return Ticket(number, CUSTOMER, CUSTOMER, AGENT, created, **given)


def told_cases() -> dict[str, Ticket]:
    """Cases whose verdict is known without any clock."""
    hour = (MONDAY, "first_reply_time", 60, False)
    answered = [(MONDAY, CUSTOMER, True), (MONDAY + 50 * 60, AGENT, True)]
    tightened = (MONDAY + HOUR, "first_reply_time", 1, False)
    work, wait = ((MONDAY, name, minutes, False) for name, minutes in CLOCKS)
    solved = [(MONDAY, "new"), (MONDAY + 3 * HOUR, "pending"), (MONDAY + 6 * HOUR, "solved")]
    loosened = (MONDAY + 2 * HOUR, "first_reply_time", 14_400, False)
    return {
        "never answered": plain_ticket(TICKETS + 1, MONDAY, targets=[hour]),
        "met, then tightened": plain_ticket(
            TICKETS + 2, MONDAY, targets=[hour, tightened], comments=answered
        ),
        "missed, then loosened": plain_ticket(TICKETS + 3, MONDAY, targets=[hour, loosened]),
        "answered by a note": plain_ticket(
            TICKETS + 4,
            MONDAY,
            targets=[hour],
            comments=[(MONDAY, CUSTOMER, True), (MONDAY + 60, AGENT, False)],
        ),
        "one of two clocks missed": plain_ticket(
            TICKETS + 6, MONDAY, targets=[work, wait, (MONDAY + HOUR, wait[1], 720, False)], statuses=solved
        ),
        "the tighter clock emptied": plain_ticket(
            TICKETS + 7, MONDAY, targets=[work, wait, (MONDAY + HOUR, work[1], None, False)], statuses=solved
        ),
        "emptied in the second of the reply": plain_ticket(
            TICKETS + 8,
            MONDAY,
            targets=[hour, (MONDAY + 50 * 60, "first_reply_time", None, False)],
            comments=answered,
        ),
        "not yet due": plain_ticket(TICKETS + 5, AS_OF - HOUR + 1, targets=[(AS_OF - HOUR + 1, *hour[1:])]),
    }


@pytest.fixture(scope="module")
def tickets() -> dict[int, Ticket]:
    return made.make_tickets(TICKETS, seed=20241027) | {case.number: case for case in told_cases().values()}


@pytest.fixture(scope="module")
def clock(tickets) -> ZendeskClock:
    return ZendeskClock(tickets, made.minutes_of_schedules(), DEFAULT, made.staff(), AS_OF)


@pytest.fixture(scope="module")
def counted(tickets) -> list[Ticket]:
    """Those that live on."""
    return [ticket for ticket in tickets.values() if ticket.merged_into is None]


@pytest.fixture(scope="module")
def warehouse(cases, tickets):
    return cases.build(
        made.landed(tickets),
        select=["int_ticket_business_time", "int_sla_judged_targets", "fct_sla_targets"],
        as_of=made.written(AS_OF),
        zendesk={"bots": [str(made.BOT)]},
    )


def number_of(ticket_id: str) -> int:
    return int(ticket_id.removeprefix("zendesk/"))


def seconds(moment: datetime | None) -> int | None:
    return moment and int(moment.replace(tzinfo=UTC).timestamp())


def test_there_is_all_that_makes_clocks_go_wrong(tickets, clock, counted):
    spans = [ticket.statuses[-1][0] - ticket.created for ticket in counted]
    assert sum(span > 365 * DAY for span in spans) > 20
    done = [[status for _, status in ticket.statuses] for ticket in counted]
    assert sum("solved" in words[:-1] and "open" in words[words.index("solved"):] for words in done) > 100  # fmt: skip
    assert sum(len(ticket.schedules) > 1 for ticket in counted) > 200
    assert sum(len(ticket.priorities) > 1 for ticket in counted) > 200
    assert sum(clock.asked(ticket) < ticket.created for ticket in counted) > 10
    assert sum(ticket.agent not in made.AGENTS for ticket in counted) > 100
    assert sum(any(not public for _, _, public in ticket.comments) for ticket in counted) > 500
    resolutions = [[each for each in clock.targets(t) if each.metric == "resolution"] for t in counted]
    assert sum(len({each.field for each in mine}) > 1 for mine in resolutions) > 500
    assert sum(len({each.is_kept for each in mine}) > 1 for mine in resolutions) > 200
    verdicts = [clock.verdict(ticket, "resolution") for ticket in counted]
    assert (
        min(
            sum(each is not None and each.is_kept is said for each in verdicts)
            for said in (True, False, None)
        )
        > 40
    )


def test_the_table_of_minutes_agrees_with_a_walk_from_second_to_second(tickets, clock, counted):
    chance = random.Random(5)
    for ticket in chance.sample(counted, 12):
        start, end = ticket.created, ticket.created + chance.randint(1, 2 * DAY)
        at_once = clock.seconds(ticket, start, end, stops=("pending", "hold"))
        walked = sum(clock.seconds(ticket, at, at + 1, stops=("pending", "hold")) for at in range(start, end))
        assert walked == at_once


def test_first_replies_and_resolutions_agree_to_the_second(warehouse, clock, counted):
    rows = warehouse.rows("""
        select ticket_id, asked_at, first_reply_at, last_solved_at, first_reply_business_seconds,
            resolution_business_seconds
        from intermediate.int_ticket_milestones join intermediate.int_ticket_business_time using (ticket_id)
    """)
    found = {number_of(ticket_id): [*map(seconds, times[:3]), *times[3:]] for ticket_id, *times in rows}
    assert found.keys() == {ticket.number for ticket in counted}
    for ticket in counted:
        asked, reply, solve = clock.asked(ticket), clock.first_reply(ticket), clock.last_solve(ticket)
        assert found[ticket.number] == [
            asked, reply, solve,
            None if reply is None else clock.seconds(ticket, asked, reply),
            None if solve is None else clock.seconds(ticket, asked, solve),
        ], ticket  # fmt: skip


def test_requester_wait_and_agent_work_agree_to_the_second(warehouse, clock, counted):
    rows = warehouse.rows("""
        select ticket_id, metric, target_number, target_minutes, completed_at, elapsed_seconds, is_due, is_kept,
            is_kept_unknown_because
        from intermediate.int_sla_judged_targets
    """)
    found: dict = {}
    for ticket_id, _, _, minutes, completed, *judged in rows:
        found.setdefault(number_of(ticket_id), []).append([minutes, seconds(completed), *judged])
    for ticket in counted:
        known = [
            [target.minutes, target.completed, target.elapsed, target.is_due, target.is_kept, None]
            for target in clock.targets(ticket)
            if target.held_until is None or target.held_until > target.applied
        ]
        assert sorted(found.get(ticket.number, []), key=repr) == sorted(known, key=repr), ticket


def test_the_verdict_is_the_first_that_fell_of_several_the_tightest_and_is_dated_by_when_it_was_due(
    warehouse, clock, counted
):
    rows = warehouse.rows(
        "select ticket_id, metric, target_minutes, is_kept, observed_at from marts.fct_sla_targets"
    )
    found = {(number_of(ticket_id), metric): judged for ticket_id, metric, *judged in rows}
    known = {}
    for ticket in counted:
        for metric in ("first_response", "resolution"):
            verdict = clock.verdict(ticket, metric)
            if verdict:
                known[ticket.number, metric] = [
                    verdict.minutes, verdict.is_kept, verdict.due or verdict.completed,
                ]  # fmt: skip
    assert {key: [*rest, seconds(at)] for key, (*rest, at) in found.items()} == known


@pytest.mark.parametrize(
    ("case", "minutes", "is_kept", "observed"),
    [
        ("never answered", 60, False, MONDAY + HOUR),
        ("met, then tightened", 60, True, MONDAY + 50 * 60),
        ("missed, then loosened", 60, False, MONDAY + HOUR),
        ("answered by a note", 60, False, MONDAY + HOUR),
        ("one of two clocks missed", 120, False, MONDAY + 2 * HOUR),
        ("the tighter clock emptied", 1440, True, MONDAY + 6 * HOUR),
        ("emptied in the second of the reply", 60, True, MONDAY + 50 * 60),
        ("not yet due", 60, None, None),
    ],
)
def test_what_was_met_or_missed_stays_so(warehouse, case, minutes, is_kept, observed):
    ticket = told_cases()[case].number
    rows = warehouse.rows(
        f"select target_minutes, is_kept, observed_at from marts.fct_sla_targets where ticket_id = 'zendesk/{ticket}'"
    )
    assert [(minutes_, kept, seconds(at)) for minutes_, kept, at in rows] == [(minutes, is_kept, observed)]
