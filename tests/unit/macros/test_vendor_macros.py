"""What adapters of vendors share: macros/vendor.sql and macros/engine/vendor_values.sql."""

from datetime import datetime

import duckdb
import pytest

from tests.support.macros import render, table
from tests.support.vendor_values import LISTS, TIMES, VALUES, listed

FILES = ("engine/rows.sql", "engine/vendor_values.sql", "vendor.sql")
LANDED = "_loaded_at timestamp, _source_file varchar"
HISTORY = f"ticket varchar, name varchar, word varchar, happened timestamp, who varchar, {LANDED}"
VERSIONS = f"id varchar, word varchar, updated_at timestamp, deleted boolean, {LANDED}, _source_row bigint"
EVENTS = """history_events('history', ticket='ticket', field='name', value='word', at='happened', actor='who',
    words={'status': 'status', 'assignee_id': 'assignee'})"""


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'America/New_York'")  # no zone of the session may matter
        yield connection


def value(connection, call: str, **columns):
    given = ", ".join(f"? as {name}" for name in columns)
    query = f"select {render(call, *FILES)} from (select {given})"
    return connection.execute(query, list(columns.values())).fetchone()[0]


@pytest.mark.parametrize(("text", "utc"), TIMES)
def test_a_time_is_read_in_utc(connection, text, utc):
    assert value(connection, "utc('word')", word=text) == (utc and datetime.fromisoformat(utc))


@pytest.mark.parametrize(
    ("found", "text"),
    [(1234, "1234"), (1234.0, "1234"), (360001234567890123, "360001234567890123")],
)
def test_an_id_is_the_same_text_however_it_is_written(connection, found, text):
    assert value(connection, "vendor_id('id')", id=found) == text


@pytest.mark.parametrize(("call", "text", "found"), listed(VALUES))
def test_a_value_is_read_or_is_none(connection, call, text, found):
    read = value(connection, call, word=text)
    assert (None if read is None else str(read)) == found


@pytest.mark.parametrize(("call", "text", "found"), listed(LISTS))
def test_a_list_becomes_rows(connection, call, text, found):
    query = f"select {render(call, *FILES)} from (select ? as word)"
    assert sorted(row[0] for row in connection.execute(query, [text]).fetchall()) == found


def test_a_word_of_a_vendor_becomes_ours_or_stays(connection):
    lines = [
        ("desk", "channel", "voice", "phone"),
        ("desk", "status", "voice", "new"),
        ("other", "channel", "web", "x"),
    ]
    table(connection, "vendor_words", "vendor varchar, what varchar, word varchar, ours varchar", *lines)
    call = "vendor_word('desk', 'channel', 'word')"
    found = [value(connection, call, word=word) for word in ("voice", " VOICE ", "web", "Fax ", None)]
    assert found == ["phone", "phone", "web", "Fax ", None]


def current(connection, *rows, **arguments) -> list[tuple]:
    table(connection, "rows", VERSIONS, *((*row, None)[:7] for row in rows))
    given = "".join(f", {name}={argument!r}" for name, argument in arguments.items())
    query = render(f"current_rows('rows', ['id']{given})", *FILES)
    return connection.execute(f"select id, word from ({query}) order by 1").fetchall()


def test_the_newest_version_of_a_key_counts(connection):
    rows = [
        ("1", "old", "2024-03-01", False, "2024-03-09", "9.csv"),
        ("1", "new", "2024-03-02", False, "2024-03-08", "1.csv"),
        ("2", "dated", "2024-03-01", False, "2024-03-08", "1.csv"),
        ("2", "undated", None, False, "2024-03-09", "1.csv"),
    ]
    assert current(connection, *rows, newest=["updated_at"]) == [("1", "new"), ("2", "dated")]
    assert current(connection, *rows) == [("1", "old"), ("2", "undated")]


def test_of_one_load_the_later_file_counts_and_then_the_choice_is_the_same_on_any_day(connection):
    nine, ten = (
        ("1", "nine", None, False, "2024-03-01", "9.csv"),
        ("1", "ten", None, False, "2024-03-01", "10.csv"),
    )
    assert current(connection, ten, nine) == current(connection, nine, ten) == [("1", "ten")]
    one, other = (("1", word, None, False, "2024-03-01", "1.csv") for word in ("a", "b"))
    assert current(connection, one, other) == current(connection, other, one) == [("1", "a")]


def test_of_one_file_the_later_row_counts(connection):
    first, last = (
        ("1", word, None, False, "2024-03-01", "1.csv", row) for word, row in (("a", 9), ("b", 10))
    )
    assert current(connection, first, last) == current(connection, last, first) == [("1", "b")]
    # but not before the load and the file
    later = ("1", "c", None, False, "2024-03-01", "2.csv", 1)
    assert current(connection, last, later) == [("1", "c")]
    assert current(connection, first, last, line=None) == [("1", "a")]


def test_versions_that_do_not_stand_are_left_out_before_the_newest_is_chosen(connection):
    rows = [
        ("1", "stands", "2024-03-01", None, "2024-03-01", "1.csv"),
        ("1", "deleted", "2024-03-02", True, "2024-03-01", "1.csv"),
        ("2", "deleted", "2024-03-02", True, "2024-03-01", "1.csv"),
    ]
    assert current(connection, *rows, newest=["updated_at"], kept="not coalesce(deleted, false)") == [
        ("1", "stands")
    ]


def events(connection, *rows, call: str = EVENTS) -> list[tuple]:
    table(connection, "history", HISTORY, *(row if len(row) > 5 else (*row, None, None) for row in rows))
    columns = "ticket_id, field, old_value, new_value, cast(occurred_at as varchar)[12:16]"
    query = f"select {columns} from ({render(call, *FILES)}) order by occurred_at, field, new_value"
    return connection.execute(query).fetchall()


def test_each_value_that_differs_from_the_one_before_is_a_change(connection):
    found = events(
        connection,
        ("1", "status", "new", "2024-03-01 10:00", "a"),
        ("1", "status", "open", "2024-03-01 11:00", "a"),
        ("1", "status", "open", "2024-03-01 11:30", "b"),
        ("1", "status", "new", "2024-03-01 12:00", "b"),
        ("2", "status", "new", "2024-03-01 12:30", "b"),
    )
    assert found == [
        ("1", "status", None, "new", "10:00"),
        ("1", "status", "new", "open", "11:00"),
        ("1", "status", "open", "new", "12:00"),
        ("2", "status", None, "new", "12:30"),
    ]


def test_a_field_that_is_emptied_changes_and_one_that_begins_empty_does_not(connection):
    found = events(
        connection,
        ("1", "assignee_id", None, "2024-03-01 10:00", "a"),
        ("1", "assignee_id", "7", "2024-03-01 11:00", "a"),
        ("1", "assignee_id", None, "2024-03-01 12:00", "a"),
    )
    assert found == [("1", "assignee", None, "7", "11:00"), ("1", "assignee", "7", None, "12:00")]


def test_rows_that_came_again_are_one_change_and_fields_that_nobody_wants_none(connection):
    row = ("1", "status", "new", "2024-03-01 10:00", "a")
    found = events(connection, (*row, "2024-03-02", "a.csv"), (*row, "2024-03-03", "b.csv"),
                   ("1", "subject", "secret", "2024-03-01 10:00", "a"))  # fmt: skip
    assert found == [("1", "status", None, "new", "10:00")]
    loaded = connection.execute(f"select _loaded_at, _source_file from ({render(EVENTS, *FILES)})").fetchall()
    assert loaded == [(datetime(2024, 3, 3), "b.csv")]


def test_ids_of_changes_tell_them_apart(connection):
    rows = [
        ("1", "status", word, f"2024-03-01 {hour}:00", "a")
        for word, hour in (("new", 10), ("open", 10), ("new", 11))
    ]
    rows += [
        ("1", "assignee_id", "new", "2024-03-01 10:00", "a"),
        ("11", "status", "new", "2024-03-01 10:00", "a"),
    ]
    assert len(events(connection, *rows)) == 5
    found = connection.execute(f"select count(distinct event_id) from ({render(EVENTS, *FILES)})").fetchone()
    assert found == (5,)


def test_versions_are_ordered_by_what_orders_them_and_not_by_their_time(connection):
    columns = f"ticket varchar, number int, happened timestamp, state varchar, holder varchar, who varchar, {LANDED}"
    rows = [
        ("1", 1, "2024-03-01 10:00", "new", None, "a", None, None),
        ("1", 2, "2024-03-01 09:00", "open", "7", "a", None, None),
        ("1", 3, "2024-03-01 11:00", "open", "8", "a", None, None),
    ]
    table(connection, "versions", columns, *rows)
    versions = render("values_of_versions('versions', {'status': 'state', 'assignee': 'holder'})", *FILES)
    call = """history_events('fields', ticket='ticket', field='field', value='value', at='happened', actor='who',
        order='number', version='number')"""
    query = f"with fields as ({versions}) select event_id, old_value, new_value, place from ({render(call, *FILES)})"
    assert connection.execute(f"{query} order by field, place").fetchall() == [
        ("1-2-2024-03-01 09:00:00-assignee", None, "7", 2),
        ("1-3-2024-03-01 11:00:00-assignee", "7", "8", 3),
        ("1-1-2024-03-01 10:00:00-status", None, "new", 1),
        ("1-2-2024-03-01 09:00:00-status", "new", "open", 2),
    ]
