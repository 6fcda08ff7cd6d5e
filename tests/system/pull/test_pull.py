"""Tables of real servers, pulled and landed: what changes in the database is what lands."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from customer_performance.core.errors import RunError
from customer_performance.core.progress import Progress
from customer_performance.pull.table import TableRun
from customer_performance.pull.versions import Versions
from tests.support.pulling import VARIABLE, Pulling

TICKETS = "tickets: {from: helpdesk.tickets, key: ticket_id, updated_at: updated_at, lag: 10m"
ROW = "insert into helpdesk.tickets values ({}, '{}', '2026-03-01 08:00:00', {})"


@pytest.fixture
def company(source, tmp_path):
    """Three tickets that were changed at ten, eleven and twelve o'clock."""
    source.empty()
    source.run(
        "create table helpdesk.tickets (ticket_id int primary key, status varchar(20), "
        f"created_at {source.time}, updated_at {source.time} null)",
        *[ROW.format(number, "open", f"'2026-03-01 {9 + number}:00:00'") for number in (1, 2, 3)],
    )
    company = Pulling(tmp_path, source)
    company.declare(TICKETS + "}")
    return company


def change(company, *statements):
    company.server.run(*statements)


def statuses(company):
    return company.newest("ticket_id, status")


def test_changed_rows_and_new_ones_are_read_and_no_others(company):
    company.pull()
    assert company.files() == ["000001_20260301T120000.000000.parquet"]
    company.pull()
    assert company.sizes() == [3]  # no rows, no file
    change(
        company,
        "update helpdesk.tickets set status = 'solved', updated_at = '2026-03-01 12:30:00' where ticket_id = 1",
        ROW.format(4, "open", "'2026-03-01 12:20:00'"),
    )
    company.pull()
    assert company.sizes() == [3, 2]
    assert company.files()[1] == "000002_20260301T123000.000000.parquet"
    assert statuses(company) == [("1", "solved"), ("2", "open"), ("3", "open"), ("4", "open")]


def test_a_row_of_the_same_instant_as_the_newest_one_is_read(company):
    company.declare(TICKETS.replace("10m", "0s") + "}")
    company.pull()
    change(company, ROW.format(4, "new", "'2026-03-01 12:00:00'"))
    assert statuses(company)[3:] == [("4", "new")]


def test_a_late_row_is_read_within_the_lag_and_by_comparing_keys_beyond_it(company):
    company.pull()
    change(
        company,
        ROW.format(4, "late", "'2026-03-01 11:55:00'"),
        ROW.format(5, "late", "'2026-03-01 07:00:00'"),
    )
    assert [row[0] for row in statuses(company)] == ["1", "2", "3", "4"]
    company.declare(TICKETS + ", deletes: compare_keys}")
    assert [row[0] for row in statuses(company)] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(("lag", "found"), [("10m", True), ("0s", False)])
def test_a_transaction_that_is_committed_after_a_run_needs_a_lag_as_long_as_it_takes(company, lag, found):
    company.declare(TICKETS.replace("10m", lag) + "}")
    with company.server.transaction(ROW.format(4, "late", "'2026-03-01 11:58:00'")):
        company.pull()
        assert company.sizes() == [3]
    assert (("4", "late") in statuses(company)) == found


def test_a_row_without_a_mark_is_read_each_time_and_written_when_it_changes(company):
    change(company, ROW.format(4, "new", "null"))
    company.pull()
    company.pull()
    assert company.sizes() == [4]
    change(company, "update helpdesk.tickets set status = 'open' where ticket_id = 4")
    company.pull()
    assert company.sizes() == [4, 1]
    assert statuses(company)[3] == ("4", "open")
    change(company, "update helpdesk.tickets set status = 'new' where ticket_id = 4")
    assert statuses(company)[3] == ("4", "new")


def test_rows_of_which_none_has_a_mark_are_kept_up(company):
    change(company, "update helpdesk.tickets set updated_at = null")
    company.pull()
    change(company, "update helpdesk.tickets set status = 'solved' where ticket_id = 2")
    assert statuses(company) == [("1", "open"), ("2", "solved"), ("3", "open")]
    assert company.files() == ["000001_none.parquet", "000002_none.parquet"]


def test_a_row_whose_mark_goes_back_or_is_lost_is_the_newest_all_the_same(company):
    company.declare(TICKETS.replace("10m", "3h") + "}")
    company.pull()
    change(
        company,
        "update helpdesk.tickets set status = 'restored', updated_at = '2026-03-01 11:30:00' where ticket_id = 3",
        "update helpdesk.tickets set status = 'lost', updated_at = null where ticket_id = 2",
    )
    assert statuses(company) == [("1", "open"), ("2", "lost"), ("3", "restored")]
    assert company.sizes() == [3]


def test_a_time_far_in_the_future_hides_no_later_change(company):
    change(company, ROW.format(4, "mistaken", "'2101-01-01 00:00:00'"))
    company.pull()
    change(
        company,
        "update helpdesk.tickets set status = 'solved', updated_at = '2026-03-01 13:00:00' where ticket_id = 1",
    )
    assert statuses(company)[0] == ("1", "solved")
    assert company.sizes() == [4, 1]


def test_rows_that_vanish_are_marked_as_deleted_and_are_there_again_when_they_come_back(company):
    company.declare(TICKETS + ", deletes: compare_keys}")
    change(company, *[ROW.format(number, "open", "'2026-03-01 08:00:00'") for number in range(4, 11)])
    company.pull()
    company.land()
    change(company, "delete from helpdesk.tickets where ticket_id = 2")
    rows = company.newest("ticket_id, deleted_at is not null, deleted_at > timestamp '2026-03-02'")
    assert [row[0] for row in rows if row[1]] == ["2"]
    assert all(row[2] for row in rows if row[1])
    assert company.sizes() == [10, 1]
    company.pull()
    assert company.sizes() == [10, 1]
    change(company, ROW.format(2, "open", "'2026-03-01 11:00:00'"))
    assert not any(row[1] for row in company.newest("ticket_id, deleted_at is not null"))


def test_rows_of_a_table_without_a_time_of_deletion_go(company):
    company.server.run(
        f"create table helpdesk.reviews (id int primary key, changed {company.server.time} null, "
        f"ticket_id int, reviewed_at {company.server.time}, points int, points_possible int)",
        *[
            f"insert into helpdesk.reviews values ({number}, '2026-03-01 10:00:00', 1, '2026-03-01', 3, 5)"
            for number in range(6)
        ],
    )
    company.declare(
        "qa_reviews: {from: helpdesk.reviews, key: id, updated_at: changed, deletes: compare_keys}"
    )
    company.write("source.yml", "columns: {qa_reviews: {id: review_id}}")
    company.pull()
    company.land()
    change(company, "delete from helpdesk.reviews where id = 2")
    rows = company.newest("review_id", "qa_reviews", "review_id", "reviewed_at")
    assert [row[0] for row in rows] == ["0", "1", "3", "4", "5"]
    assert company.files("qa_reviews") == ["000001-000002_20260301T100000.000000.parquet"]
    assert company.rows("select count(*) from raw.qa_reviews") == [(5,)]


def test_a_table_that_loses_many_rows_is_not_believed(company):
    company.declare(TICKETS + ", deletes: compare_keys}")
    company.pull()
    before = company.files()
    change(
        company,
        "delete from helpdesk.tickets where ticket_id > 1",
        ROW.format(9, "new", "'2026-03-01 13:00:00'"),
    )
    with pytest.raises(
        RunError, match=r"tickets: 2 of 3 rows are no longer in the database; 20% is the most"
    ):
        company.pull()
    assert company.files() == before
    company.pull(max_vanished_share=1)
    assert len(company.files()) == 2


def test_the_time_of_deletion_counts_where_the_time_of_change_was_left_as_it_was(company):
    change(company, f"alter table helpdesk.tickets add column deleted_at {company.server.time} null")
    company.declare(TICKETS + ", deletes: deleted_at}")
    company.pull()
    change(company, "update helpdesk.tickets set deleted_at = '2026-03-01 12:10:00' where ticket_id = 1")
    assert company.newest("ticket_id, deleted_at is not null") == [("1", True), ("2", False), ("3", False)]


def test_a_table_without_a_time_of_change_is_read_as_a_whole(company):
    company.declare("tickets: {from: helpdesk.tickets}")
    assert len(statuses(company)) == 3
    change(company, "delete from helpdesk.tickets where ticket_id = 1")
    assert [row[0] for row in statuses(company)] == ["2", "3"]
    assert company.files() == ["all.parquet"]
    change(company, "delete from helpdesk.tickets")
    assert statuses(company) == []
    change(company, ROW.format(7, "open", "'2026-03-01 08:00:00'"))
    company.declare(TICKETS + "}")
    assert statuses(company) == [("7", "open")]
    assert company.files() == ["000001_20260301T080000.000000.parquet"]
    company.declare("tickets: {from: helpdesk.tickets}")
    assert statuses(company) == [("7", "open")]
    assert company.files() == ["all.parquet"]


def test_columns_come_go_and_change_their_type(company):
    company.declare(TICKETS.replace("10m", "1d") + "}")
    company.pull()
    change(
        company,
        "alter table helpdesk.tickets add column subject varchar(20)",
        "update helpdesk.tickets set subject = 'hello' where ticket_id = 1",
        *company.server.retyped("helpdesk.tickets", "ticket_id", "varchar(9)"),
    )
    assert company.newest("ticket_id, subject") == [("1", "hello"), ("2", None), ("3", None)]
    assert company.sizes() == [3, 1]
    change(
        company,
        "alter table helpdesk.tickets drop column subject",
        "update helpdesk.tickets set status = 'solved' where ticket_id = '2'",
    )
    assert statuses(company) == [("1", "open"), ("2", "solved"), ("3", "open")]
    assert company.sizes() == [3, 1, 1]
    change(company, *company.server.retyped("helpdesk.tickets", "updated_at", company.server.zoned_time))
    change(company, ROW.format(4, "new", "'2026-03-01 12:40:00'"))
    assert statuses(company)[3] == ("4", "new")
    (
        company.landing / "tickets" / company.files()[0]
    ).unlink()  # so all of it is read again, and becomes one file
    assert statuses(company) == [("1", "open"), ("2", "solved"), ("3", "open"), ("4", "new")]
    assert len(company.files()) == 1


def test_many_files_become_one_with_the_newest_row_of_each_key(company, monkeypatch):
    monkeypatch.setattr("customer_performance.pull.table.MOST_FILES", 3)
    for minute in range(5):
        change(
            company,
            f"update helpdesk.tickets set status = 'round {minute}', updated_at = '2026-03-01 12:1{minute}:00' "
            "where ticket_id = 2",
        )
        assert statuses(company) == [("1", "open"), ("2", f"round {minute}"), ("3", "open")]
    assert company.files() == [
        "000001-000004_20260301T121300.000000.parquet",
        "000005_20260301T121400.000000.parquet",
    ]
    assert company.sizes() == [3, 1]
    assert company.rows("select count(*) from raw.tickets") == [(4,)]


class Meddling(Progress):
    """Changes both tables when the second one is about to be read."""

    def __init__(self, company):
        super().__init__()
        self.company = company

    def reach(self, what, done=0, total=0):
        if what == "contacts":
            change(
                self.company,
                ROW.format(4, "new", "'2026-03-01 12:01:00'"),
                "insert into helpdesk.contacts values (4)",
            )


def test_all_tables_are_of_one_moment(company):
    change(company, "create table helpdesk.contacts (contact_id int primary key)")
    company.declare(TICKETS + "}", "contacts: {from: helpdesk.contacts, key: contact_id}")
    company.pull(Meddling(company))
    assert (company.sizes(), company.sizes("contacts")) == ([3], [])
    company.pull()
    assert (company.sizes(), company.sizes("contacts")) == ([3, 1], [1])


class Dying:
    """Lets so many steps pass that change the landing folder; from then on each of them fails, as it would for a
    process that is no more."""

    class Dead(BaseException):
        pass

    def __init__(self, monkeypatch, steps: int):
        self.left = steps
        for owner, step in (
            (TableRun, "write"),
            (Versions, "write"),
            (os, "fsync"),
            (os, "replace"),
            (Path, "replace"),
            (Path, "unlink"),
        ):
            monkeypatch.setattr(owner, step, self.counted(getattr(owner, step)))

    def counted(self, function):
        def call(*arguments, **more):
            self.left -= 1
            if self.left < 0:
                raise self.Dead
            return function(*arguments, **more)

        return call


@pytest.fixture
def two_tables(company):
    """One of them is compacted for each row that vanishes, the other one is read as a whole."""
    change(company, "create table helpdesk.contacts (contact_id int primary key)")
    company.declare(
        "qa_reviews: {from: helpdesk.tickets, key: ticket_id, updated_at: updated_at, deletes: compare_keys}",
        "contacts: {from: helpdesk.contacts, key: contact_id}",
    )
    return company


def leave_and_come(company, number):
    """A row that vanishes, and one that is new."""
    change(company, ROW.format(number, "new", "'2026-03-01 12:00:00'"))
    company.pull(max_vanished_share=1)
    change(
        company,
        f"delete from helpdesk.tickets where ticket_id = {number}",
        f"insert into helpdesk.contacts values ({number})",
    )


def test_a_run_that_is_stopped_at_any_step_is_finished_by_the_next_one(two_tables, monkeypatch):
    stopped = 0
    for step in range(100):
        leave_and_come(two_tables, 10 + step)
        with monkeypatch.context() as patch, suppress(Dying.Dead):
            dying = Dying(patch, step)
            two_tables.pull(max_vanished_share=1)
        two_tables.pull(max_vanished_share=1)
        assert (two_tables.sizes("qa_reviews"), two_tables.sizes("contacts")) == ([3], [step + 1])
        assert [len(two_tables.files(table)) for table in ("qa_reviews", "contacts")] == [1, 1]
        if dying.left >= 0:
            break
        stopped += 1
    assert stopped > 12


def test_a_run_that_is_killed_leaves_nothing_behind(two_tables):
    leave_and_come(two_tables, 10)
    code = (
        "import os, signal, sys; from pathlib import Path; from customer_performance.pull.pull import pull\n"
        "os.fsync = lambda file: os.kill(os.getpid(), signal.SIGKILL)\n"
        "pull(Path(sys.argv[1]), None, {'max_vanished_share': 1})"
    )
    killed = subprocess.run([sys.executable, "-c", code, two_tables.landing], env=os.environ, timeout=120)
    assert killed.returncode == -signal.SIGKILL
    assert any(name.startswith(".pull-") for name in two_tables.files("qa_reviews"))
    two_tables.pull(max_vanished_share=1)
    assert (two_tables.sizes("qa_reviews"), two_tables.sizes("contacts")) == ([3], [1])


def test_neither_a_password_nor_a_value_is_shown(company, monkeypatch):
    monkeypatch.setenv(VARIABLE, company.server.url(password="wr0ng"))
    with pytest.raises(RunError) as failure:
        company.pull()
    assert "wr0ng" not in str(failure.value)
    assert "password right?" in str(failure.value)
    monkeypatch.setenv(VARIABLE, company.server.url())
    company.declare(f"tickets: {{from: {company.server.broken_query}}}")
    with pytest.raises(RunError) as failure:
        company.pull()
    assert "s3cret-value" not in str(failure.value)
    assert company.files() == []


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("tickets: {from: helpdesk.nothing}", r"helpdesk.*nothing"),
        (
            "tickets: {from: helpdesk.tickets, key: ticket}",
            r"no column 'ticket' there \(did you mean 'ticket_id'\?\)",
        ),
        (
            "tickets: {from: helpdesk.tickets, key: ticket_id, updated_at: status}",
            "status is .*, and no time",
        ),
        ("tickets: {from: select * from helpdesk.tickets; drop table helpdesk.tickets}", "syntax"),
    ],
)
def test_what_the_database_does_not_have_is_said(company, table, said):
    company.declare(table)
    with pytest.raises(RunError, match=said):
        company.pull()
    assert company.files() == []
    assert len(company.server.ask("select * from helpdesk.tickets")) == 3


def test_a_query_is_read_as_a_table_is(company):
    company.declare(
        "tickets:",
        "  from: |",
        "    select ticket_id, status, updated_at from helpdesk.tickets where ticket_id > 1 -- not the first",
        "    ;",
        "  key: ticket_id",
        "  updated_at: updated_at",
    )
    company.pull()
    assert company.sizes() == [2]
