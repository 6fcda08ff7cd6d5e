"""The business clock and its inverse, as dbt builds them, against a clock that counts every second."""

import os
import random
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from customer_performance.core.paths import PROJECT
from customer_performance.core.variables import project_variables
from tests.oracles.business_clock import BruteForceClock, SplicedClock

# years of odd changes: St John's at 00:01, Apia over a whole day, Casablanca four times a year
FIRST, AS_OF, LAST = date(2010, 1, 1), datetime(2012, 10, 15, 13, 7, 41), date(2012, 12, 31)
TARGET_MINUTES = [1, 15, 60, 480, 2400, 14400]
TICKETS_A_SCHEDULE = 500
MODELS = """
    int_schedule_windows int_schedule_problems int_schedules int_default_schedules
    int_holidays int_business_clock_range int_utc_offsets int_business_windows
    int_ticket_schedules int_ticket_schedule_spans int_ticket_clock_stretches
    int_business_clock int_business_clock_inverse int_ticket_business_time
    int_sla_policies int_sla_policy_periods int_ticket_slas int_sla_told_tickets int_sla_ticket_targets
    int_sla_policy_targets int_sla_instances int_sla_pauses int_sla_judged_targets fct_sla_targets
"""


def every_day(*windows):
    return [(weekday, *window) for weekday in range(1, 8) for window in windows]


def workdays(*windows):
    return [window for window in every_day(*windows) if window[0] <= 5]


SCHEDULES = {
    "new york office": ("America/New_York", workdays(("09:00", "17:00"))),
    "berlin round the clock": ("Europe/Berlin", every_day(("00:00", "24:00"))),
    # edges in the skipped hour, and in the repeated one
    "berlin nights": ("Europe/Berlin", every_day(("00:30", "02:15"), ("02:40", "05:00"), ("22:00", "24:00"))),
    "lord howe": (
        "Australia/Lord_Howe",
        every_day(("01:40", "02:10"), ("02:20", "09:00"), ("23:00", "24:00")),
    ),
    "kathmandu": (
        "Asia/Kathmandu",
        [*workdays(("10:15", "13:00"), ("14:00", "17:30")), (7, "00:00", "12:00")],
    ),
    "st johns": ("America/St_Johns", every_day(("00:00", "00:45"), ("23:30", "24:00"))),
    # clocks change at midnight here
    "sao paulo": ("America/Sao_Paulo", every_day(("00:00", "01:30"), ("20:00", "24:00"))),
    "apia": ("Pacific/Apia", workdays(("08:00", "16:00"))),
    "casablanca": ("Africa/Casablanca", workdays(("08:30", "16:30"))),
    # to the second, touching, and at last only one hour a week
    "london": (
        "Europe/London",
        [*workdays(("08:59:30", "12:00:01"), ("12:00:01", "17:15:45")), (6, "10:00", "11:00")],
    ),
    "utc sundays": ("UTC", [(7, "01:00", "02:00")]),
}
# days on which clocks changed among them
HOLIDAYS = [
    date(year, month, day) for year in (2010, 2011, 2012) for month, day in [(1, 1), (7, 4), (12, 25)]
]
HOLIDAYS += [date(2010, 3, 28), date(2011, 4, 3), date(2011, 11, 6), date(2011, 12, 31), date(2012, 3, 11)]


BROKEN_WINDOWS = [
    ("overlapping", False, "UTC", 1, "09:00", "13:00"),
    ("overlapping", False, "UTC", 1, "12:59", "17:00"),
    ("backwards", False, "UTC", 1, "17:00", "09:00"),
    ("lost", False, "Mars/Olympus", 1, "09:00", "17:00"),
    ("from sunday", False, "UTC", 0, "09:00", "17:00"),
    ("torn", False, "UTC", 1, "09:00", "17:00"),
    ("torn", False, "CET", 2, "09:00", "17:00"),
    ("first default", True, "UTC", 1, "09:00", "12:00"),
    ("other default", True, "UTC", 1, "09:00", "17:00"),
    ("sound", False, "utc", 1, "09:00", "12:00"),
    ("sound", False, "utc", 1, "12:00", "24:00"),
    ("sound", False, "utc", 1, "12:00", "24:00"),
]
COMPLAINTS = {
    "overlapping": "weekday 1 has windows that overlap",
    "backwards": "weekday 1 has a window that does not close after it opens",
    "lost": "the time zone Mars/Olympus is unknown",
    "from sunday": "there is no weekday 0 (1 is Monday, 7 is Sunday)",
    "torn": "it has more than one time zone",
    "first default": "it is not the only one of its source marked default",
    "other default": "it is not the only one of its source marked default",
}


def seconds_of_day(time: str) -> int:
    hours, minutes, seconds = [*map(int, time.split(":")), 0][:3]
    return hours * 3600 + minutes * 60 + seconds


@pytest.fixture(scope="module")
def clocks():
    return {
        schedule_id: BruteForceClock(
            timezone,
            [(weekday, seconds_of_day(opens), seconds_of_day(closes)) for weekday, opens, closes in windows],
            HOLIDAYS,
            FIRST,
            LAST,
        )
        for schedule_id, (timezone, windows) in SCHEDULES.items()
    }


def random_moment(chance, clock, earliest) -> datetime:
    """Mostly anywhere; often within a second of an edge of the schedule or of a change of the clock."""
    span = int((AS_OF - earliest).total_seconds())
    moment = earliest + timedelta(seconds=chance.randint(0, span))
    if chance.random() < 0.4:
        reading = clock.at(moment)
        edge = clock.when(reading) if reading else None
        if edge and edge >= earliest:
            moment = min(max(edge + timedelta(seconds=chance.randint(-1, 1)), earliest), AS_OF)
    return moment


def random_length(chance) -> timedelta:
    longest = chance.choice([1, 60, 3600, 86400, 7 * 86400, 60 * 86400, 730 * 86400])
    return timedelta(seconds=chance.choice([0, longest, chance.randint(0, longest)]))


def random_ticket(chance, ticket_id, schedule_id, clock) -> dict:
    created_at = random_moment(chance, clock, datetime(2010, 1, 1))
    ticket = {
        "ticket_id": ticket_id,
        "team_id": schedule_id,
        "priority": str(chance.choice(TARGET_MINUTES)),
        "created_at": created_at,
        "first_reply_at": chance.choice([None, created_at + random_length(chance)]),
        "last_solved_at": chance.choice(
            [None, created_at + random_length(chance), created_at + random_length(chance)]
        ),
    }
    for event in ("first_reply_at", "last_solved_at"):
        if ticket[event] and ticket[event] > AS_OF:
            ticket[event] = None
    end = ticket["last_solved_at"] or AS_OF
    marks = {created_at + (end - created_at) * chance.random() for _ in range(chance.randint(0, 6))}
    marks = sorted({mark.replace(microsecond=0) for mark in marks} - {created_at})
    ticket["pauses"] = list(zip(marks[::2], marks[1::2], strict=False))
    if len(marks) % 2 and not ticket["last_solved_at"]:
        ticket["pauses"].append((marks[-1], None))
    return ticket


@pytest.fixture(scope="module")
def tickets(clocks):
    chance = random.Random(20121015)
    return [
        random_ticket(chance, f"{schedule_id}-{number}", schedule_id, clock)
        for schedule_id, clock in clocks.items()
        for number in range(TICKETS_A_SCHEDULE)
    ]


@pytest.fixture(scope="module")
def clock_of(clocks, tickets):
    """The clock of each ticket. Every 97th was moved to the schedules of two other teams while it was open."""
    chance, names, found = random.Random(97), list(clocks), {}
    for number, ticket in enumerate(tickets):
        own = clocks[ticket["team_id"]]
        ticket["moves"] = []
        earliest = ticket["created_at"] + timedelta(seconds=60)
        if number % 97 == 0 and earliest < AS_OF:
            moments = sorted({random_moment(chance, own, earliest) for _ in range(2)})
            ticket["moves"] = [(chance.choice(names), moment) for moment in moments]
        pieces = [(clocks[schedule], moment) for schedule, moment in ticket["moves"]]
        found[ticket["ticket_id"]] = SplicedClock(own, pieces) if pieces else own
    return found


def status_spans(ticket):
    """(status, started_at, ended_at) from the creation on."""
    marks = [("open", ticket["created_at"])]
    for paused_at, resumed_at in ticket["pauses"]:
        marks += [("pending", paused_at), ("open", resumed_at)]
    if ticket["last_solved_at"]:
        marks.append(("solved", ticket["last_solved_at"]))
    marks = [mark for mark in marks if mark[1]]
    return [
        (status, started_at, following[1])
        for (status, started_at), following in zip(marks, [*marks[1:], ("", None)], strict=True)
    ]


def build(out: Path, models: str):
    """dbt build of these models, without tests."""
    options = {
        "project-dir": PROJECT,
        "profiles-dir": PROJECT,
        "target-path": out / "target",
        "log-path": out / "logs",
        "indirect-selection": "empty",
    }
    command = [sys.executable, "-m", "dbt.cli.main", "--no-use-colors", "build"]
    command += [f"--{option}={value}" for option, value in options.items()]
    command += ["--select", *models.split()]
    environment = os.environ | {"CUSTOMER_PERFORMANCE_OUT": str(out)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, cwd=PROJECT, check=False)


def fill(database, table, columns, rows):
    """What the models before the clock would give, so that nothing but the clock is tried."""
    database.execute(f"create schema if not exists {table.split('.')[0]}")
    database.execute(f"create or replace table {table} ({columns})")
    if rows:
        names = [str(number) for number in range(len(rows[0]))]
        database.register("arrived", pa.table(list(map(pa.array, zip(*rows, strict=True))), names=names))
        database.execute(f"insert into {table} from arrived")
    for source in project_variables()["sources"].get(table.partition("stg_files__")[2], []):
        if source != "files":  # no other source has landed anything
            other = table.replace("stg_files", f"stg_{source}")
            database.execute(f"create or replace table {other} as from {table} limit 0")


def fill_schedules(database, windows, holidays=()):
    fill(
        database,
        "staging.stg_files__schedules",
        "schedule_id varchar, is_default boolean, timezone varchar, weekday integer, opens_at time, "
        "closes_at time, _loaded_at timestamp",
        [(*window, AS_OF) for window in windows],
    )
    columns = "schedule_id varchar, date date, name varchar, _loaded_at timestamp"
    fill(database, "staging.stg_files__holidays", columns, list(holidays))


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    out = tmp_path_factory.mktemp("clock")
    (out / "build").mkdir()
    return out


@pytest.fixture(scope="module")
def problems(out):
    """What is found in the broken schedules; before the warehouse, so that dbt parses the project once."""
    with duckdb.connect(out / "build" / "warehouse.duckdb") as database:
        fill_schedules(database, BROKEN_WINDOWS)
        database.execute("create schema intermediate")
    run = build(out, "int_schedule_windows int_schedule_problems int_schedules")
    assert run.returncode == 0, run.stdout
    with duckdb.connect(out / "build" / "warehouse.duckdb") as database:
        found = database.execute(
            "select schedule_id, problem from intermediate.int_schedule_problems"
        ).fetchall()
        clocked = database.execute(
            "select distinct schedule_id from intermediate.int_schedules where is_sound order by 1"
        ).fetchall()
    return found, [schedule_id for (schedule_id,) in clocked]


@pytest.fixture(scope="module")
def warehouse(out, problems, tickets, clock_of):
    database = duckdb.connect(out / "build" / "warehouse.duckdb")
    fill_schedules(
        database,
        [
            (schedule_id, False, timezone, *window)
            for schedule_id, (timezone, windows) in SCHEDULES.items()
            for window in windows
        ],
        [(schedule_id, holiday, "holiday", AS_OF) for schedule_id in SCHEDULES for holiday in HOLIDAYS],
    )
    fill(
        database,
        "staging.stg_files__sla_policies",
        "policy_id varchar, position integer, metric varchar, priority varchar, plan varchar, "
        "target_minutes integer, in_business_hours boolean, pause_on_pending boolean, pause_on_hold boolean, "
        "is_promise boolean, schedule_id varchar, valid_from timestamp, valid_to timestamp, _loaded_at timestamp, "
        "_source_file varchar, _source_row bigint",
        [
            (
                f"{metric}-{minutes}",
                1,
                metric,
                str(minutes),
                None,
                minutes,
                True,
                True,
                False,
                False,
                None,
                None,
                None,
                AS_OF,
                None,
                None,
            )
            for metric in ("first_response", "resolution")
            for minutes in TARGET_MINUTES
        ],
    )
    fill(
        database,
        "staging.stg_files__ticket_schedules",
        "ticket_id varchar, schedule_id varchar, applied_at timestamp, _loaded_at timestamp",
        [(ticket["ticket_id"], *move, AS_OF) for ticket in tickets for move in ticket["moves"]],
    )
    # every second ticket is held to a target that its help desk set, as long as that of the policy
    fill(
        database,
        "staging.stg_files__ticket_slas",
        "ticket_id varchar, metric varchar, clock_name varchar, policy_id varchar, applied_at timestamp, "
        "removed_at timestamp, target_minutes integer, in_business_hours boolean, pause_on_pending boolean, "
        "pause_on_hold boolean, due_at timestamp, fulfilled_at timestamp, is_breached boolean, elapsed_minutes double, "
        "schedule_id varchar, updated_at timestamp, _loaded_at timestamp",
        [
            (
                ticket["ticket_id"],
                metric,
                None,
                f"{metric}-{ticket['priority']}",
                ticket["created_at"],
                None,
                int(ticket["priority"]),
                True,
                True,
                *[None] * 7,
                AS_OF,
            )
            for ticket in tickets[::2]
            for metric in ("first_response", "resolution")
        ],
    )
    fill(
        database,
        "intermediate.int_ticket_milestones",
        "ticket_id varchar, team_id varchar, priority varchar, created_at timestamp, "
        "first_reply_at timestamp, last_solved_at timestamp",
        [
            tuple(value for name, value in ticket.items() if name not in ("pauses", "moves"))
            for ticket in tickets
        ],
    )
    fill(
        database,
        "intermediate.int_ticket_status_spans",
        "ticket_id varchar, status varchar, started_at timestamp, ended_at timestamp",
        [(ticket["ticket_id"], *span) for ticket in tickets for span in status_spans(ticket)],
    )
    database.execute(f"""
        alter table intermediate.int_ticket_milestones add column account_id varchar;
        alter table intermediate.int_ticket_milestones add column asked_at timestamp;
        update intermediate.int_ticket_milestones set asked_at = created_at;
        alter table intermediate.int_ticket_milestones add column created_by varchar default 'customer';
        alter table intermediate.int_ticket_milestones add column is_reply_premature boolean default false;
        alter table intermediate.int_ticket_milestones add column is_solved_on_arrival boolean default false;
        alter table intermediate.int_ticket_milestones add column source varchar default 'another';
        update intermediate.int_ticket_milestones set source = 'files'
        where ticket_id in (select ticket_id from staging.stg_files__ticket_slas);
        alter table intermediate.int_ticket_status_spans add column is_open boolean;
        alter table intermediate.int_ticket_status_spans add column is_solve boolean;
        alter table intermediate.int_ticket_milestones add column has_timeline boolean default true;
        alter table intermediate.int_ticket_milestones add column status varchar;
        update intermediate.int_ticket_milestones
        set status = case when last_solved_at is null then 'open' else 'solved' end;
        create table intermediate.int_tickets as
        select
            *, null::varchar as cluster_id, null::varchar as agent_id, null::varchar as channel,
            null::varchar as complexity, null::varchar as product_area
        from intermediate.int_ticket_milestones;
        create table intermediate.int_ticket_evidence as
        select
            ticket_id, null::varchar as first_reply_unknown_because, null::varchar as resolution_unknown_because,
            null::varchar as net_time_unknown_because
        from intermediate.int_ticket_milestones;
        create table intermediate.int_as_of as
        select timestamp '{FIRST}' as first_event_at, timestamp '{AS_OF}' as as_of;
        create table intermediate.int_teams as
        select distinct schedule_id as team_id, schedule_id from staging.stg_files__schedules;
        create table intermediate.int_accounts (account_id varchar, plan varchar);
        create schema marts;
    """)
    database.close()
    run = build(out, MODELS)
    assert run.returncode == 0, run.stdout
    with duckdb.connect(out / "build" / "warehouse.duckdb", read_only=True) as database:
        yield database


def rows_by_ticket(database, query):
    result = database.execute(query)
    names = [column[0] for column in result.description]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return {row["ticket_id"]: row for row in rows}


def test_the_clock_counts_every_second(warehouse, tickets, clock_of):
    counted = rows_by_ticket(warehouse, "select * from intermediate.int_ticket_business_time")
    assert len(counted) == len(tickets)
    for ticket in tickets:
        clock, row = clock_of[ticket["ticket_id"]], counted[ticket["ticket_id"]]
        created_at = ticket["created_at"]
        expected = {
            "first_reply_business_seconds": ticket["first_reply_at"]
            and clock.between(created_at, ticket["first_reply_at"]),
            "resolution_business_seconds": ticket["last_solved_at"]
            and clock.between(created_at, ticket["last_solved_at"]),
            "is_created_off_hours": not clock.is_open(created_at),
        }
        assert {name: row[name] for name in expected} == expected, ticket


def test_due_times_are_the_inverse_of_the_clock(warehouse, tickets, clock_of):
    """First responses, which nothing pauses: the clock's reading at creation plus the target, read back."""
    targets = rows_by_ticket(warehouse, "select * from marts.fct_sla_targets where metric = 'first_response'")
    assert len(targets) == len(tickets)
    for ticket in tickets:
        clock, row = clock_of[ticket["ticket_id"]], targets[ticket["ticket_id"]]
        seconds = int(ticket["priority"]) * 60
        due_at = clock.when(clock.at(ticket["created_at"]) + seconds)
        assert row["due_at"] == due_at or (due_at is None and row["due_at"] >= clock.end), ticket
        check_verdict(row, clock.between(ticket["created_at"], ticket["first_reply_at"] or AS_OF), seconds)


def test_a_clock_in_pending_stands_still(warehouse, tickets, clock_of):
    targets = rows_by_ticket(warehouse, "select * from marts.fct_sla_targets where metric = 'resolution'")
    assert len(targets) == len(tickets)
    # every eighth: counting these second by second takes long
    for ticket in tickets[::8]:
        clock, row = clock_of[ticket["ticket_id"]], targets[ticket["ticket_id"]]
        seconds = int(ticket["priority"]) * 60
        pauses = [
            (paused_at, resumed_at or datetime(9999, 1, 1)) for paused_at, resumed_at in ticket["pauses"]
        ]
        elapsed = clock.run(ticket["created_at"], ticket["last_solved_at"] or AS_OF, pauses)
        due_at = clock.due(ticket["created_at"], seconds, pauses)
        if due_at is None and row["due_at"]:
            assert row["due_at"] >= clock.end, ticket
        else:
            assert row["due_at"] == due_at, ticket
        check_verdict(row, elapsed, seconds)


def check_verdict(row, elapsed, target_seconds):
    assert row["elapsed_seconds"] == elapsed, row
    assert row["is_due"] == (row["completed_at"] is not None or elapsed > target_seconds), row
    assert row["is_kept"] == (elapsed <= target_seconds if row["is_due"] else None), row
    expected = row["completed_at"] if row["is_kept"] is not False else row["due_at"]
    assert row["observed_at"] == expected, row


def test_the_table_stays_small(warehouse):
    rows, years = warehouse.execute("""
        select count(*) / count(distinct schedule_id), count(distinct utc_date) / 365.25
        from intermediate.int_business_clock
    """).fetchone()
    assert rows / years < 1500


def test_schedules_that_contradict_themselves_are_named_and_have_no_clock(problems):
    found, clocked = problems
    assert sorted(found) == sorted(COMPLAINTS.items())
    assert clocked == ["first default", "other default", "sound"]
