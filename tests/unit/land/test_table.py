"""Files that are new, changed, copied, refused or gone, and the rows of one raw table that come of them."""

import json

import duckdb
import pytest

from customer_performance.core.contract import LandingError
from customer_performance.land.insertion import Insertion
from customer_performance.land.land import land
from tests.support.landing_company import DAY, HEADER, LANDED, ROWS, SUBJECT_HEADER, TICKETS, Company


def test_a_file_lands_once_and_a_newer_copy_replaces_it(company: Company) -> None:
    company.write("tickets.csv", HEADER, *ROWS, "x,never,,,")
    company.land()
    again = company.land()
    assert (again.files_landed, again.files_unchanged, again.rows_landed) == (0, 1, 0)
    assert company.count("raw.tickets") == 2

    company.write("tickets.csv", HEADER, "44,2024-03-02 10:00:00,open,,")
    assert company.land().files_landed == 1
    assert company.rows("select ticket_id from raw.tickets") == [("44",)]
    assert company.rejected() == []

    company.write("source.yml", "timezone: Asia/Kathmandu")
    assert company.land().files_landed == 1
    assert company.rows("select created_at::varchar from raw.tickets") == [("2024-03-02 04:15:00",)]


def test_the_same_content_under_two_names_lands_once(company: Company) -> None:
    company.write("tickets/a.csv", HEADER, *ROWS)
    company.write("tickets/b.csv", HEADER, *ROWS)
    company.land()
    assert company.load_log() == {"tickets/a.csv": ("landed", 2, 2, 0), "tickets/b.csv": ("copy", 0, 0, 0)}
    company.write("tickets/a.csv", HEADER, "44,2024-03-02 10:00:00,open,,")
    company.land()
    assert company.load_log() == {"tickets/a.csv": ("landed", 1, 1, 0), "tickets/b.csv": ("landed", 2, 2, 0)}


def test_content_that_moves_to_another_name_while_its_own_changes_is_kept(company: Company) -> None:
    company.write("tickets/b.csv", HEADER, *ROWS)
    company.land()
    company.write("tickets/a.csv", HEADER, *ROWS)
    company.write("tickets/b.csv", HEADER, "44,2024-03-02 10:00:00,open,,")
    company.land()
    assert company.rows("select ticket_id from raw.tickets order by 1") == [("0042",), ("43",), ("44",)]


def test_rows_of_a_file_that_is_gone_are_kept(company: Company) -> None:
    company.write("tickets/a.csv", HEADER, ROWS[0])
    gone = company.write("tickets/b.csv", HEADER, ROWS[1])
    company.land()
    content = gone.read_bytes()
    gone.unlink()
    assert company.land().missing == ["tickets/b.csv"]
    assert company.land().missing == []
    assert company.load_log()["tickets/b.csv"] == ("missing", 1, 1, 0)
    assert company.count("raw.tickets") == 2
    gone.write_bytes(content)
    assert company.land().files_landed == 0
    assert company.load_log()["tickets/b.csv"] == ("landed", 1, 1, 0)


def test_a_file_without_a_required_column_is_refused_by_name(company: Company) -> None:
    company.write("tickets.csv", HEADER, *ROWS)
    company.write("agents.csv", "name,team", "Ann,1")
    with pytest.raises(LandingError, match=r"agents\.csv: it lacks agent_id; it has name, team"):
        company.land()
    assert company.count("raw.tickets") == 2
    assert company.count("raw.agents") == 0
    assert company.land(refused_files="continue").refused[0].startswith("agents.csv: it lacks agent_id")


def test_a_refused_copy_leaves_what_was_landed_before(company: Company) -> None:
    company.write("tickets.csv", HEADER, *ROWS)
    company.land()
    company.write("tickets.csv", "id", "1")
    with pytest.raises(LandingError, match="the rows of its previous copy are kept"):
        company.land()
    company.balance()
    assert company.rows(TICKETS) == LANDED
    company.write("tickets.csv", HEADER, *ROWS)
    company.land()
    assert company.load_log()["tickets.csv"] == ("landed", 2, 2, 0)


@pytest.mark.parametrize("names", ["ab", "ba"])
def test_what_a_refused_copy_keeps_is_not_there_twice(company: Company, names: str) -> None:
    first, second = (f"tickets/{name}.csv" for name in names)
    company.write(first, HEADER, *ROWS)
    company.land()
    company.write(second, HEADER, *ROWS)
    company.land()
    assert company.load_log()[second] == ("copy", 0, 0, 0)
    company.write(first, "id", "1")
    for _ in range(2):
        company.land(refused_files="continue")
        assert company.load_log() == {first: ("refused", 0, 0, 0), second: ("landed", 2, 2, 0)}
        assert company.rows(TICKETS) == LANDED
    company.write(first, HEADER, "44,2024-03-02 10:00:00,open,,")
    company.land()
    assert company.count("raw.tickets") == 3


def test_a_file_that_changes_while_it_is_read_is_refused(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = company.write("tickets.csv", HEADER, *ROWS)

    def growing(self, rows, batch, insert=Insertion.insert):
        insert(self, rows, batch)
        with open(path, "a") as file:
            file.write("44,2024-03-01 10:00:00,open,,\n")

    monkeypatch.setattr("customer_performance.land.insertion.Insertion.insert", growing)
    with pytest.raises(LandingError, match="still being written"):
        company.land()
    assert company.count("raw.tickets") == 0


def test_signs_of_sql_in_data_names_and_settings_stay_text(company: Company) -> None:
    nasty = "'); drop table raw.tickets; --"
    company.write("source.yml", f'null_values: ["{nasty}x"]', f'values: {{channel: {{"{nasty}": "it\'s"}}}}')
    company.write(
        f"tickets/{nasty}.csv", f'ticket_id,created_at,channel,"{nasty}"', f"1,2024-01-01,{nasty},{nasty}"
    )
    company.write(
        f"tickets/{nasty}.jsonl", f'{{"ticket_id": 2, "created_at": "2024-01-01", "{nasty}": "{nasty}x"}}'
    )
    report = land(company.landing, company.database, progress=company.progress)
    assert report.rows_landed == 2
    column = '"' + nasty + '"'
    assert company.rows(f"select ticket_id, channel, {column} from raw.tickets order by 1") == [
        ("1", "it's", nasty),
        ("2", None, None),
    ]


def test_drift_between_files_and_between_landings(company: Company) -> None:
    company.write("tickets/1.csv", "ticket_id,created_at,priority", f"1,{DAY},high")
    company.write("tickets/2.csv", "ticket_id,created_at,mood", f"2,{DAY},sad")
    company.land()
    assert "columns beside the contract, kept as text: mood (in 1 of 2 files)" in company.said[-1]
    assert "priority (in 1 of 2 files)" in company.said[-1]

    # The second copy lacks a column, has another one, and one whose type has changed.
    company.write(
        "tickets/1.csv", "created_at,ticket_id,floor,is_spam", f"{DAY},1,third,no", f"{DAY},3,first,perhaps"
    )
    company.land()
    assert company.rows("select ticket_id, priority, is_spam, mood, floor from raw.tickets order by 1") == [
        ("1", None, False, None, "third"),
        ("2", None, None, "sad", None),
    ]
    assert company.reasons("tickets/1.csv") == [(3, "is_spam", "not true or false (aaa…)")]
    query = "select columns_extra, columns_lacking from raw.landed_files where file = 'tickets/1.csv'"
    extra, lacking = company.rows(query)[0]
    assert json.loads(extra) == ["floor"]
    assert "priority" in json.loads(lacking)
    assert "is_spam" not in json.loads(lacking)


def test_rows_of_removed_files_are_dropped_where_asked_for(company: Company) -> None:
    company.write("tickets/a.csv", SUBJECT_HEADER, f"1,{DAY},x", f"2,{DAY},x")
    company.write("tickets/b.csv", SUBJECT_HEADER, f"3,{DAY},x", "4,never,x")
    company.write("tickets/copy_of_a.csv", SUBJECT_HEADER, f"1,{DAY},x", f"2,{DAY},x")
    company.land()
    for name in ("a.csv", "b.csv"):
        (company.landing / "tickets" / name).unlink()
    assert company.land().missing == ["tickets/a.csv", "tickets/b.csv"]
    assert company.count("raw.tickets") == 3
    report = company.land(removed_files="drop")
    assert report.dropped == ["tickets/a.csv", "tickets/b.csv"]
    # What one of them held is still there under another name, and is landed from it.
    assert company.load_log() == {"tickets/copy_of_a.csv": ("landed", 2, 2, 0)}
    assert company.count("raw.rejected_rows") == 0


def test_a_file_on_which_the_database_breaks_is_named(company: Company, monkeypatch) -> None:
    """What it says of every further query names neither the file nor what to do."""
    died = 'FATAL Error: Failed: database has been invalidated.\nOriginal error: "no place for canary"'

    def dies(*_):
        raise duckdb.FatalException(died)

    for way in ("as_it_is", "checked", "with_care"):
        monkeypatch.setattr(Insertion, way, dies)
    company.write("tickets.csv", HEADER, *ROWS)
    with pytest.raises(LandingError, match=r"^tickets\.csv: the database broke on reading it") as stop:
        company.land()
    assert "Take the file away" in str(stop.value)
    assert "canary" not in str(stop.value)
