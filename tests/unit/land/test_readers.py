"""Input that is odd on purpose: what it is, what becomes of it. Most of it was found by tests/test_mangled_files.py."""

import gzip
import io
import json
import os
import time
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from customer_performance.cli import main
from customer_performance.core.contract import LandingError
from customer_performance.land.text import LONGEST_ROW
from tests.support.landing_company import Company

HEADER = "ticket_id,created_at,subject"
DAY = "2024-03-01 00:00:00"
NUL = "a character that no text has (NUL)"


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


def parquet(company: Company, name: str, columns: dict | list, names: list[str] | None = None) -> bytes:
    table = pyarrow.table(columns, names=names) if names else pyarrow.table(columns)
    sink = io.BytesIO()
    pyarrow.parquet.write_table(table, sink)
    company.write(name, sink.getvalue(), end="")
    return sink.getvalue()


def reasons(company: Company, file: str) -> list[tuple]:
    return company.rows(
        f"select line, column_name, reason from raw.rejected_rows where file = '{file}' order by line"
    )


def test_rows_of_text_files(company: Company) -> None:
    odd = "bad,yesterday,x"  # makes the first, hopeful reading give way to the careful one
    million = "m" * 1_000_000
    company.write("tickets/crlf.csv", HEADER, f'1,{DAY},"two\r\nlines"', odd)
    company.write("tickets/nul.csv", HEADER, f"2,{DAY},a\0b", f"3,{DAY},fine", "4,2024-03\0-01,fine")
    company.write("tickets/million.csv", HEADER, f"5,{DAY},{million}")
    company.write(
        "tickets/million_odd.csv", HEADER, f"6,{DAY},{million}", odd, f"7,{DAY}," + "m" * LONGEST_ROW
    )
    company.write("tickets/trailing.csv", HEADER, f"8,{DAY},x,", f"9,{DAY},x,,", f"10,{DAY},x,y", odd + ",")
    company.write(
        "tickets/blank.csv", HEADER, *(f"{blank},{DAY},x" for blank in ("\u200b", "\xa0 ", "\t", "\ufeff"))
    )
    company.write("tickets/formula.csv", HEADER, f"11,{DAY},\"=cmd|' /C calc'!A0\"", f"12,{DAY},@SUM(1)")
    company.write("tickets/folder/c0=9/a.csv", HEADER, f"13,{DAY},kept")
    utf_32 = f"{HEADER}\n14,{DAY},工单\n".encode("utf-32")
    company.write("tickets/utf_32.csv", utf_32, end="")
    company.write("tickets/bell.jsonl", json.dumps({"ticket_id": 15, "created_at": DAY, "subject": "a\0b"}))
    company.write("holidays.csv", "schedule_id,date", "1,2024-12-25", "1,2024-12-26 and so on", "1,infinity")
    company.land()
    assert company.rows(
        "select ticket_id, length(subject), left(subject, 10) from raw.tickets order by ticket_id::int"
    ) == [
        ("1", 10, "two\r\nlines"),
        ("3", 4, "fine"),
        ("5", 1_000_000, "m" * 10),
        ("6", 1_000_000, "m" * 10),
        ("8", 1, "x"),
        ("11", 18, "=cmd|' /C "),
        ("12", 7, "@SUM(1)"),
        ("13", 4, "kept"),
        ("14", 2, "工单"),
    ]
    assert reasons(company, "tickets/crlf.csv") == [(4, "created_at", "not a timestamp")]
    assert reasons(company, "tickets/nul.csv") == [(2, "subject", NUL), (4, "created_at", "not a timestamp")]
    assert [reason for *_, reason in reasons(company, "tickets/million_odd.csv")] == [
        "not a timestamp",
        "longer than 2,000,000 characters",
    ]
    assert [reason for *_, reason in reasons(company, "tickets/trailing.csv")] == [
        "5 columns instead of 3",
        "4 columns instead of 3",
        "not a timestamp",
    ]
    assert reasons(company, "tickets/blank.csv") == [(n, "ticket_id", "missing") for n in (2, 3, 4, 5)]
    assert reasons(company, "tickets/bell.jsonl") == [(1, "subject", NUL)]
    assert reasons(company, "holidays.csv") == [(3, "date", "not a date"), (4, "date", "not a date")]


def test_a_last_line_that_no_buffer_holds_is_not_dropped(company: Company) -> None:
    endless = "m" * 33_000_000  # DuckDB's reader would pass over it, and say nothing
    company.write("tickets/text.csv", HEADER, f"1,{DAY},x", f"2,{DAY},{endless}")
    packed = gzip.compress(f"{HEADER}\n3,{DAY},x\n4,{DAY},{endless}".encode(), 1)
    company.write("tickets/packed.csv.gz", packed, end="")
    company.write("agents.jsonl", '{"agent_id": 5}', f'{{"agent_id": 6, "name": "{endless}"}}', end="\n\n")
    company.write("tickets/zeros.csv", f"{HEADER}\n7,{DAY},x\n".encode() + b"\0" * 33_000_000, end="")
    company.land()
    assert set(company.books().values()) == {("landed", 2, 1, 1)}
    assert company.rows("select reason, count(*) from raw.rejected_rows group by all") == [
        ("longer than 2,000,000 characters", 4)
    ]


def test_json_lines(company: Company) -> None:
    company.write(
        "tickets/keys.jsonl",
        f'{{"ticket_id": 1, "created_at": "{DAY}", "subject": "one", "subject": "two"}}',
        f'{{"ticket_id": 2, "created_at": "{DAY}", "É": 1, "é": 2, "a.b": "{{"}}',
        b'{"ticket_id": 3, "cr\xffated_at": "x"}',
        f'{{"ticket_id": 4, "created_at": "{DAY}", "deep": {"[" * 9000}{"]" * 9000}}}',
        f'{{"ticket_id": {10**30}, "created_at": "{DAY}", "handling_minutes": NaN}}',
        f'{{"ticket_id": 6, "created_at": "{DAY}", "handling_minutes": 1e999}}',
        " \t",
        '{"ticket_id": 7, "created_at": "',
    )
    utf_16 = f'{{"ticket_id": 8, "created_at": "{DAY}", "only_here": "kept",}}\n{{"ticket_id": 9,\n'
    company.write("tickets/utf_16.jsonl", utf_16.encode("utf-16"), end="")
    company.write("agents.jsonl", '{"agent_id": 1, "a\\u0000b": 2}')
    company.write("teams.jsonl", '{"": "first of all", "team_id": 1}', '{"team_id": 2, "": [3]}')
    company.write("accounts.jsonl", "[", '{"account_id": 1}]')
    refused = company.land(refused_files="continue").refused
    assert sorted(refused) == [
        "accounts.jsonl: it lacks account_id; none of its 0 columns is known. Is each line a JSON object?",
        "agents.jsonl: its column a\\x00b has a character that no name can have",
    ]
    assert company.rows("select team_id, column1 from raw.teams order by 1") == [
        ("1", "first of all"),
        ("2", "[3]"),
    ]
    assert company.rows(
        'select ticket_id, É, é, "a.b", length(deep), only_here from raw.tickets order by 1'
    ) == [
        ("2", "1", "2", "{", None, None),
        ("4", None, None, None, 18_000, None),
        ("8", None, None, None, None, "kept"),
    ]
    assert reasons(company, "tickets/keys.jsonl") == [
        (1, None, "a key twice"),
        (3, None, "not utf-8"),
        (5, "handling_minutes", "not a number"),
        (6, "handling_minutes", "not a number"),
        (8, None, "not JSON"),
    ]


def test_parquet(company: Company) -> None:
    ids, days = ["1", "2"], ["2024-03-01", "2024-03-01"]
    whole = parquet(company, "tickets/whole.parquet", {"ticket_id": ids, "created_at": days})
    company.write("tickets/cut.parquet", whole[: len(whole) // 2], end="")
    parquet(company, "tickets/twice.parquet", [ids, days, ids], ["ticket_id", "created_at", "TICKET_ID"])
    parquet(company, "tickets/nul.parquet", [ids, days, ids], ["ticket_id", "created_at", "a\0b"])
    floats = pyarrow.array([1.5, float("nan")], pyarrow.float32())
    parquet(
        company, "tickets/nan.parquet", {"ticket_id": [3.0, float("nan")], "created_at": days, "x": floats}
    )
    parquet(
        company,
        "tickets/own.parquet",
        {"ticket_id": ids, "created_at": ["soon", "2024-03-02"], "file_row_number": ids},
    )
    parquet(
        company,
        "tickets/none.parquet",
        {"ticket_id": pyarrow.array([], "string"), "created_at": pyarrow.nulls(0)},
    )
    nested = {"list": [[1], None], "struct": [{"a": b"\xff"}, None], "binary": [b"\xff\0", b"x"]}
    parquet(company, "tickets/nested.parquet", {"ticket_id": ["5", None], "created_at": days, **nested})
    refused = company.land(refused_files="continue").refused
    assert [line.partition(":")[0] for line in refused] == [
        f"tickets/{x}.parquet" for x in ("cut", "nul", "twice")
    ]
    assert "it has the column TICKET_ID twice" in refused[2]
    books = company.books()
    assert books["tickets/nan.parquet"] == ("landed", 2, 1, 1)
    assert reasons(company, "tickets/nan.parquet") == [(2, "ticket_id", "missing")]
    assert reasons(company, "tickets/own.parquet") == [(None, "created_at", "not a timestamp")]
    assert books["tickets/none.parquet"] == ("landed", 0, 0, 0)
    assert books["tickets/nested.parquet"] == ("landed", 2, 1, 1)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_timestamps_of_parquet_that_cannot_be_reject_their_row(company: Company, zone: str) -> None:
    company.write("source.yml", f"timezone: {zone}")
    end = 2**63 - 1
    moments = [0, end, -end, -end - 1, -end + 1, -9_223_372_022_400_000_001]
    ids = [str(n) for n in range(len(moments))]
    for name, tz in (("tickets", None), ("orders", "UTC")):
        times = pyarrow.array(moments, pyarrow.timestamp("us", tz=tz))
        key = name.removesuffix("s") + "_id"
        parquet(company, f"{name}.parquet", {key: ids, "ordered_at" if tz else "created_at": times})
    company.land()
    assert company.rows("select ticket_id from raw.tickets") == [("0",)]
    assert company.rows("select order_id from raw.orders") == [("0",)]
    assert {reason for *_, reason in reasons(company, "tickets.parquet")} == {"not a timestamp"}
    assert company.rows("select count(row_text) from raw.rejected_rows") == [(10,)]


def test_headers(company: Company) -> None:
    company.write("tickets/upper.csv", f"{HEADER},É", f"1,{DAY},x,upper")
    company.write("tickets/lower.csv", f"{HEADER},é", f"2,{DAY},x,lower")
    company.write("tickets/long.csv", f"{HEADER},{'n' * 70_000}", f"3,{DAY},x,y")
    company.write("tickets/bytes.csv", HEADER.encode() + b",\xff", f"4,{DAY},x,y")
    company.write("tickets/nul.csv", f"{HEADER},\0", f"5,{DAY},x,y")
    company.write("tickets/twice.csv", f"{HEADER}, Ticket_ID ", f"6,{DAY},x,7")
    company.write("tickets/unnamed.csv", f"{HEADER},", f"8,{DAY},x,y")
    for n, end in enumerate(("\n", "\r\n", "\r")):
        company.write(f"tickets/quote_{n}.csv", f'{HEADER},"a{end}b"', f"1,{DAY},x,y")
    company.write("source.yml", "columns: {tickets: {Nr: ticket_id, No: ticket_id}}")
    company.write("tickets/both.csv", "Nr,No,created_at", f"9,9,{DAY}")
    refused = company.land(refused_files="continue").refused
    assert refused == [
        "tickets/both.csv: it has the column ticket_id twice, as Nr and as No",
        "tickets/bytes.csv: its header is not utf-8; name the encoding in source.yml",
        "tickets/long.csv: its header is longer than 65,536 characters",
        "tickets/nul.csv: it is not text in utf-8; name the encoding in source.yml",
        *(
            f"tickets/quote_{n}.csv: its header has a quote that is not closed in its line; "
            "a name may not go on in the next"
            for n in range(3)
        ),
        "tickets/twice.csv: it has the column ticket_id twice, as ticket_id and as Ticket_ID",
    ]
    # Of what was refused, nothing is said to be kept.
    assert "column4 (in 1 of 3 files)" in company.said[-1]
    assert company.rows("select ticket_id, É, é, column4 from raw.tickets order by 1") == [
        ("1", "upper", None, None),
        ("2", None, "lower", None),
        ("8", None, None, "y"),
    ]


def test_names_of_files_and_folders(company: Company) -> None:
    names = [
        "new\nline",
        "qu'o\"te; --",
        "👩 שלום",
        "a..b",
        "%s",
        "{a,b}",
        "back\\slash",
        "~",
        "\x1b[31m",
        "a\u202eb",
    ]
    for n, name in enumerate(names):
        company.write(f"tickets/{name}.csv", HEADER, f"{n},{DAY},x")
    (company.landing / "tickets" / "loop").symlink_to(company.landing / "tickets", target_is_directory=True)
    (company.landing / "tickets" / "self.csv").symlink_to("self.csv")
    (company.landing / "tickets" / "nowhere.csv").symlink_to("nowhere")
    os.mkfifo(company.landing / "tickets" / "pipe.csv")
    company.write("elsewhere/linked.csv", HEADER, f"20,{DAY},x")
    (company.landing / "tickets" / "link").symlink_to(company.landing / "elsewhere", target_is_directory=True)
    company.write("tickets.csv", HEADER, f"21,{DAY},x")
    company.write("TICKETS.CSV", HEADER, f"22,{DAY},x")
    parquet(company, "tickets.parquet/part-0.parquet", {"ticket_id": ["23"], "created_at": [DAY]})
    company.write("tickets.old/kept.csv", HEADER, f"24,{DAY},x")
    company.write("landing/agents.csv", "agent_id", "1")
    company.write("source.yaml", "timezone: UTC")
    company.write("servicenow", "a file, and no folder")
    odd = os.fsencode(company.landing) + b"/agents.\xff."
    for name, content in (("csv", b"agent_id\n1\n"), ("jsonl", b'{"agent_id": 2}\n'), ("parquet", b"PAR1")):
        with open(odd + name.encode(), "wb") as file:
            file.write(content)
    # What the name above is written out as is another file's name.
    company.write("agents.\\udcff.csv", "agent_id", "3")
    report = company.land(refused_files="continue")
    assert [id for (id,) in company.rows("select ticket_id::int from raw.tickets order by 1")] == [
        *range(len(names)), 20, 21, 22, 23,
    ]  # fmt: skip
    assert company.rows("select agent_id from raw.agents order by 1") == [("1",), ("2",), ("3",)]
    assert {line.partition(": ")[::2] for line in report.refused} == {
        (
            "agents.\\udcff.parquet",
            "its name is not text in UTF-8, which the reader of Parquet needs; rename it",
        ),
        ("tickets/nowhere.csv", "it is no file that can be read; does it link to nowhere?"),
        ("tickets/pipe.csv", "it is no file that can be read; does it link to nowhere?"),
        ("tickets/self.csv", "it is no file that can be read; does it link to nowhere?"),
    }
    assert [line.partition(" is named")[0] for line in report.ignored] == [
        "elsewhere", "landing", "servicenow", "source.yaml", "tickets.old",
    ]  # fmt: skip
    assert "did you mean source.yml?" in report.ignored[3]
    assert {"tickets/new\\nline.csv", "tickets/\\x1b[31m.csv"} <= company.books().keys()


def test_a_folder_that_cannot_be_listed_stops_the_run_and_loses_nothing(
    company: Company, monkeypatch
) -> None:
    company.write("tickets/a.csv", HEADER, f"1,{DAY},x")
    company.land()

    def closed(self: Path, iterdir=Path.iterdir):
        if self.name == "tickets":
            raise PermissionError(13, "Permission denied")
        return iterdir(self)

    monkeypatch.setattr(Path, "iterdir", closed)
    with pytest.raises(LandingError, match="landing/tickets cannot be read: Permission denied"):
        company.land(removed_files="drop")
    assert company.count("raw.tickets") == 1


def test_words_for_null_may_hold_signs_of_csv(company: Company) -> None:
    company.write("source.yml", """null_values: ['none, really', '"', "don't know"]""")
    company.write("tickets.csv", HEADER, f'1,{DAY},"none, really"', f'2,{DAY},""""', f"3,{DAY},don't know")
    company.land()
    assert company.rows("select ticket_id, subject from raw.tickets order by 1") == [
        ("1", None),
        ("2", None),
        ("3", None),
    ]


def test_quotes_that_never_close_take_time_in_proportion(company: Company) -> None:
    company.write("tickets.csv", HEADER, *['x","c'] * 20_000, f"1,{DAY},last")
    started = time.monotonic()
    company.land()
    assert time.monotonic() - started < 60  # each line read on to the end would take an hour
    assert company.books() == {"tickets.csv": ("landed", 20_001, 1, 20_000)}


@pytest.mark.parametrize(
    ("variables", "complaint"),
    [
        ({"refused_files": "contineu"}, "var refused_files must be stop or continue, and not 'contineu'"),
        ({"removed_files": True}, "var removed_files must be keep or drop"),
        ({"max_rejected_share": "5 %"}, "var max_rejected_share must be a number from 0 to 1"),
        ({"max_reject_share": 0.5}, "var max_reject_share is unknown; did you mean max_rejected_share?"),
    ],
)
def test_a_wrong_var_is_an_error_before_anything_lands(
    company: Company, variables: dict, complaint: str
) -> None:
    company.write("tickets.csv", HEADER, f"1,{DAY},x")
    with pytest.raises(LandingError, match=complaint):
        company.land(**variables)
    assert not company.database.exists()


@pytest.mark.parametrize("text", ["{", "refused_files", "no/such/file.yml"])
def test_vars_that_are_no_yaml_are_an_error_of_the_command_line(tmp_path: Path, capsys, text: str) -> None:
    with pytest.raises(SystemExit):
        main(["land", "--out", str(tmp_path), "--landing", str(tmp_path), "--vars", text])
    assert "Invalid value for '--vars'" in capsys.readouterr().err


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
    assert reasons(company, "tickets/1.csv") == [(3, "is_spam", "not true or false")]
    query = "select columns_extra, columns_lacking from raw.landed_files where file = 'tickets/1.csv'"
    extra, lacking = company.rows(query)[0]
    assert json.loads(extra) == ["floor"]
    assert "priority" in json.loads(lacking)
    assert "is_spam" not in json.loads(lacking)


def test_rows_of_removed_files_are_dropped_where_asked_for(company: Company) -> None:
    company.write("tickets/a.csv", HEADER, f"1,{DAY},x", f"2,{DAY},x")
    company.write("tickets/b.csv", HEADER, f"3,{DAY},x", "4,never,x")
    company.write("tickets/copy_of_a.csv", HEADER, f"1,{DAY},x", f"2,{DAY},x")
    company.land()
    for name in ("a.csv", "b.csv"):
        (company.landing / "tickets" / name).unlink()
    assert company.land().missing == ["tickets/a.csv", "tickets/b.csv"]
    assert company.count("raw.tickets") == 3
    report = company.land(removed_files="drop")
    assert report.dropped == ["tickets/a.csv", "tickets/b.csv"]
    # What one of them held is still there under another name, and is landed from it.
    assert company.books() == {"tickets/copy_of_a.csv": ("landed", 2, 2, 0)}
    assert company.count("raw.rejected_rows") == 0


def test_a_vendors_files_are_held_to_the_same(company: Company) -> None:
    header = "number,sys_mod_count,sys_updated_at,opened_at"
    company.write("servicenow/source.yml", "timestamp_format: '%d/%m/%Y %H:%M'")
    company.write(
        "servicenow/incident_history/a.csv",
        header,
        "INC1,0,29/2/2016 01:23,29/2/2016 01:16",
        "INC2,0,2016-02-29 01:23,29/2/2016 01:16",
        "INC3,1.5,29/2/2016 01:23,29/2/2016 01:16",
        "INC4,0,30/2/2016 01:23,29/2/2016 01:16",
        'INC5,0,"29/2/2016 01:23,29/2/2016 01:16',
    )
    company.write("servicenow/incident_history/b.csv", "sys_mod_count", "1")
    company.write("servicenow/incidents.csv", header)
    report = company.land(refused_files="continue")
    assert company.count("raw_servicenow.incident_history") == 1
    assert [line for line, *_ in reasons(company, "servicenow/incident_history/a.csv")] == [3, 4, 5, 6]
    assert report.refused[0].startswith("servicenow/incident_history/b.csv: it lacks number")
    assert report.ignored == [
        "servicenow/incidents.csv is named after no table; did you mean incident_history?"
    ]
