"""Landing: what comes in, in whatever format, is in the raw tables or among the rejected rows."""

import gzip
import os
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from customer_performance.core.contract import LandingError, load_contract
from customer_performance.core.paths import PROJECT
from customer_performance.land.land import land
from tests.support.landing_company import Company

UCI_LOG = PROJECT.parent / "shared" / "data" / "uci498" / "incident_event_log.zip"
HEADER = "ticket_id,created_at,status,is_spam,handling_minutes"
ROWS = ["0042,2024-03-01 10:00:00,open,false,1.5", "43,2024-03-01T12:00:00+02:00,solved,,"]
LANDED = [
    ("0042", "2024-03-01 10:00:00", "open", False, 1.5),
    ("43", "2024-03-01 10:00:00", "solved", None, None),
]
TICKETS = (
    "select ticket_id, created_at::varchar, status, is_spam, handling_minutes from raw.tickets order by 1"
)


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


def csv(company: Company) -> None:
    company.write("tickets.csv", HEADER, *ROWS)


def gzipped(company: Company) -> None:
    path = company.write("tickets.csv", HEADER, *ROWS)
    (company.landing / "tickets.csv.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()


def zstandard(company: Company) -> None:
    path = company.write("tickets.csv", HEADER, *ROWS)
    with pyarrow.output_stream(company.landing / "tickets.csv.zst", compression="zstd") as stream:
        stream.write(path.read_bytes())
    path.unlink()


def semicolons_and_windows(company: Company) -> None:
    lines = [line.replace(",", ";") for line in (HEADER, *ROWS)]
    company.write("tickets.csv", b"\xef\xbb\xbf" + lines[0].encode(), *lines[1:], end="\r\n")


def utf_16(company: Company) -> None:
    company.write("tickets.csv", "\n".join([HEADER, *ROWS, ""]).encode("utf-16"), end="")


def json_lines(company: Company) -> None:
    company.write(
        "tickets.jsonl",
        '{"ticket_id": "0042", "created_at": "2024-03-01 10:00:00", "status": "open", "is_spam": false}',
        "",
        '{"created_at": "2024-03-01T12:00:00+02:00", "ticket_id": 43, "status": "solved", "is_spam": null}',
    )


def parquet(company: Company) -> None:
    table = pyarrow.table(
        {
            "ticket_id": ["0042", "43"],
            "created_at": pyarrow.array([1709287200000, 1709287200000], pyarrow.timestamp("ms", tz="UTC")),
            "status": ["open", "solved"],
            "is_spam": [False, None],
            "handling_minutes": [1.5, float("nan")],
        }
    )
    pyarrow.parquet.write_table(table, company.landing / "tickets.parquet")


def many_files(company: Company) -> None:
    company.write("tickets/2024/01's.csv", HEADER, ROWS[0])
    company.write("tickets/2024/0*'s.csv", HEADER, ROWS[1])
    company.write("tickets/_SUCCESS")


def other_order(company: Company) -> None:
    company.write("tickets/1.csv", HEADER, ROWS[0])
    company.write("tickets/2.csv", "status,ticket_id,created_at", "solved,43,2024-03-01 10:00")


@pytest.mark.parametrize(
    "write",
    [csv, gzipped, zstandard, semicolons_and_windows, utf_16, json_lines, parquet, many_files, other_order],
    ids=lambda write: write.__name__,
)
def test_every_format_lands_the_same(company: Company, write: Callable[[Company], None]) -> None:
    write(company)
    assert company.land().rows_landed == 2
    expected = [(*row[:4], None) for row in LANDED] if write is json_lines else LANDED
    assert company.rows(TICKETS) == expected


def test_every_table_of_the_contract_is_there(company: Company) -> None:
    company.write("teams.csv", "team_id,floor", "1,third")
    company.land()
    for tables in load_contract().values():
        for table in tables.values():
            found = company.rows(
                "select column_name, lower(data_type) from duckdb_columns() "
                f"where schema_name = '{table.schema}' and table_name = '{table.name}'"
            )
            assert set(found) >= {(column.name, column.type) for column in table.columns}
    assert company.rows("select team_id, name, floor from raw.teams") == [("1", None, "third")]
    assert company.rows("select length(pseudonym_key) from raw.pseudonym_key") == [(64,)]


def test_source_yml_says_how_files_are_written(company: Company) -> None:
    company.write(
        "source.yml",
        "null_values: [NULL, '-']",
        "timestamp_format: '%d/%m/%Y %H:%M'",
        "timezone: Europe/Berlin",
        "delimiter: '|'",
        'quote: "\'"',
        "encoding: gb18030",
        "columns: {tickets: {工单号: ticket_id, 创建时间: created_at}}",
        "values: {status: {已解决: solved}}",
    )
    lines = ["工单号|创建时间|status|subject", "1|1/7/2024 14:05|已解决|'a|b'", "2|1/12/2024 14:05|-|?"]
    company.write("tickets.csv", *(line.encode("gb18030") for line in lines))
    company.land()
    assert company.rows(
        "select ticket_id, created_at::varchar, status, subject from raw.tickets order by 1"
    ) == [
        ("1", "2024-07-01 12:05:00", "solved", "a|b"),
        ("2", "2024-12-01 13:05:00", None, "?"),
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("timezon: UTC", "unknown key 'timezon'"),
        ("timezone: Mars/Olympus", "'Mars/Olympus' is no IANA time zone, such as Europe/Berlin"),
        ("columns: {tikets: {a: b}}", "unknown table 'tikets'"),
        ("columns: {tickets: {a: b}}", "tickets has no column 'b'. Known: account_id, "),
        ("values: {colour: {a: b}}", "no table has a column 'colour'"),
        ("delimiter: '||'", "delimiter must be one character"),
        ("encoding: klingon", "'klingon' is unknown"),
        ("encoding: unicode_escape", "'unicode_escape' is unknown. Python's names are known, such as cp1252"),
        ("encoding: idna", "'idna' is unknown"),
        ("null_values: x", "null_values must be a list"),
        ("{", "is not YAML"),
        ("\ttimezone: UTC", "(?s)is not YAML in UTF-8.*line 1, column 1"),
        ("timezone: UTC\ntimezone: Europe/Berlin", "'timezone' is there twice"),
        ("columns: {tickets: {Nr: ticket_id, Nr: agent_id}}", "'Nr' is there twice"),
        (b"timezone: \xff", "is not YAML in UTF-8"),
        ("- timezone", "a mapping is expected"),
        ("columns: [tickets]", "columns must be a mapping"),
        ("columns: {tickets: [a]}", "columns of tickets must be a mapping"),
        ("values: {status: {a: [b]}}", "values of status must be texts"),
        ("null_values: [{a: b}]", "null_values must be texts"),
        ("timezone: [UTC]", "timezone must be a text"),
        ("timezone: localtime", "'localtime' is no IANA time zone"),
        ("timezone: ''", "timezone must be a text"),
        ('encoding: "utf-8\\0"', "a character that no text has"),
        ('values: {status: {"\\ud800": open}}', "a character that no text has"),
        ("timestamp_format: '%Q'", "timestamp_format: .*%Q"),
        (
            "timestamp_format: dd/MM/yyyy",
            "timestamp_format: it does not tell year, month and day, as '%d/%m/%Y",
        ),
        ("timestamp_format: '%m/%Y'", "timestamp_format: it does not tell year, month and day"),
        ("delimiter: x", "delimiter must not be a letter or a digit"),
        ("quote: '1'", "quote must not be a letter or a digit"),
        ('delimiter: "\\n"', "delimiter must not be the end of a line"),
        ("delimiter: '\"'\nquote: '\"'", "delimiter and quote must not be the same"),
        ("? [a]\n: b", "is not YAML"),
        ("a: " + "[" * 9999, "is nested too deeply"),
    ],
)
def test_source_yml_that_cannot_be_is_an_error_that_names_it(
    company: Company, text: str | bytes, complaint: str
) -> None:
    csv(company)
    company.write("source.yml", text)
    with pytest.raises(LandingError, match=complaint):
        company.land()


def test_local_times_become_utc(company: Company) -> None:
    company.write("source.yml", "timezone: America/New_York")
    times = ["2024-07-01 10:00", "2024-01-01T10:00:00", "2024-01-01T10:00:00Z", "2024-01-01 10:00:00-05:00"]
    company.write("tickets.csv", "ticket_id,created_at", *(f"{n},{time}" for n, time in enumerate(times)))
    moments = pyarrow.array([1704103200000000], pyarrow.timestamp("us"))
    table = pyarrow.table({"ticket_id": ["4"], "created_at": moments})
    pyarrow.parquet.write_table(table, company.landing / "tickets.parquet")
    company.land()
    utc = [hour for (hour,) in company.rows("select hour(created_at) from raw.tickets order by ticket_id")]
    assert utc == [14, 15, 10, 15, 15]


def test_rows_that_do_not_fit_are_rejected_with_their_line_and_reason(company: Company) -> None:
    company.write(
        "tickets.csv",
        HEADER + ",subject",
        '1,2024-01-01 10:00:00,open,,,"two',
        'lines, ""quoted"""',
        "2,yesterday,open,,,",
        "",
        "3,2024-01-01 10:00:00,open",
        " ,2024-01-01 10:00:00,open,,,",
        "5,2024-01-01 10:00:00,open,maybe,,",
        b"6,2024-01-01 10:00:00,\xff\xfe,,,",
        "7,2024-01-01 10:00:00,open,,inf,",
        '8,2024-01-01 10:00:00,"open,,,',
        "9,infinity,open,,,",
        "10,2024-01-01 10:00:00,open,,,last",
    )
    company.land()
    assert company.rows("select ticket_id, subject from raw.tickets order by ticket_id::int") == [
        ("1", 'two\nlines, "quoted"'),
        ("10", "last"),
    ]
    assert company.rejected() == [
        (4, "created_at", "yesterday", "not a timestamp", "2,yesterday,open,,,"),
        (6, None, None, "3 columns instead of 6", "3,2024-01-01 10:00:00,open"),
        (7, "ticket_id", " ", "missing", " ,2024-01-01 10:00:00,open,,,"),
        (8, "is_spam", "maybe", "not true or false", "5,2024-01-01 10:00:00,open,maybe,,"),
        (9, None, None, "not utf-8", "6,2024-01-01 10:00:00,\\udcff\\udcfe,,,"),
        (10, "handling_minutes", "inf", "not a number", "7,2024-01-01 10:00:00,open,,inf,"),
        (11, None, None, "bad quoting", '8,2024-01-01 10:00:00,"open,,,'),
        (12, "created_at", "infinity", "not a timestamp", "9,infinity,open,,,"),
    ]


def test_whole_numbers_are_not_rounded(company: Company) -> None:
    company.write(
        "sla_policies.csv", "policy_id,metric,target_minutes", "1,resolution,60", "2,resolution,1.5"
    )
    company.land()
    assert company.rows("select target_minutes from raw.sla_policies") == [(60,)]
    assert company.rejected()[0][1:4] == ("target_minutes", "1.5", "not a whole number")


def test_json_lines_that_do_not_fit_are_rejected(company: Company) -> None:
    company.write(
        "tickets.jsonl",
        '{"ticket_id": 1, "created_at": "2024-01-01T10:00:00Z", "tags": ["a", {"b": null}]}',
        '{"ticket_id": 2, "created_at":',
        "[3]",
        "",
        '{"ticket_id": 4, "created_at": "soon"}',
        '{"created_at": "2024-01-01T10:00:00Z"}',
        b'{"ticket_id": "\xff", "created_at": "2024-01-01T10:00:00Z"}',
    )
    company.land()
    assert company.rows("select ticket_id, tags from raw.tickets") == [("1", '["a",{"b":null}]')]
    assert [row[:4] for row in company.rejected()] == [
        (2, None, None, "not JSON"),
        (3, None, None, "not a JSON object"),
        (5, "created_at", "soon", "not a timestamp"),
        (6, "ticket_id", None, "missing"),
        (7, None, None, "not utf-8"),
    ]


def test_parquet_rows_that_do_not_fit_are_rejected(company: Company) -> None:
    table = pyarrow.table({"ticket_id": ["1", None, "3"], "created_at": ["2024-01-01", "2024-01-01", "?"]})
    pyarrow.parquet.write_table(table, company.landing / "tickets.parquet")
    company.land()
    assert company.count("raw.tickets") == 1
    assert company.rejected() == [
        (2, "ticket_id", None, "missing", '{"ticket_id":null,"created_at":"2024-01-01"}'),
        (3, "created_at", None, "missing", '{"ticket_id":"3","created_at":"?"}'),
    ]


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
    assert company.books() == {"tickets/a.csv": ("landed", 2, 2, 0), "tickets/b.csv": ("copy", 0, 0, 0)}
    company.write("tickets/a.csv", HEADER, "44,2024-03-02 10:00:00,open,,")
    company.land()
    assert company.books() == {"tickets/a.csv": ("landed", 1, 1, 0), "tickets/b.csv": ("landed", 2, 2, 0)}


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
    assert company.books()["tickets/b.csv"] == ("missing", 1, 1, 0)
    assert company.count("raw.tickets") == 2
    gone.write_bytes(content)
    assert company.land().files_landed == 0
    assert company.books()["tickets/b.csv"] == ("landed", 1, 1, 0)


def test_a_file_without_a_required_column_is_refused_by_name(company: Company) -> None:
    csv(company)
    company.write("agents.csv", "name,team", "Ann,1")
    with pytest.raises(LandingError, match=r"agents\.csv: it lacks agent_id; it has name, team"):
        company.land()
    assert company.count("raw.tickets") == 2
    assert company.count("raw.agents") == 0
    assert company.land(refused_files="continue").refused[0].startswith("agents.csv: it lacks agent_id")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("agents.csv", b"", "it has no bytes"),
        ("agents.xlsx", b"PK", "no reader for it"),
        ("agents.csv", HEADER.encode("utf-16-le"), "it is not text in utf-8"),
        ("agents.parquet", b"PAR1 and nothing more", "it cannot be read"),
        ("agents.csv.gz", gzip.compress(b"agent_id\n1\n" * 9999)[:-20], "it cannot be read"),
        ("agents.csv", b"agent_id,agent_id\n1,2\n", "it has the column agent_id twice"),
        ("agents.csv", b"agent_id,_batch_id\n1,2\n", "a name that landing uses itself"),
        ("agents.csv", b"\nagent_id\n1\n", "begins with a blank line"),
    ],
)
def test_files_that_cannot_be_read_are_refused(
    company: Company, name: str, content: bytes, reason: str
) -> None:
    csv(company)
    (company.landing / name).write_bytes(content)
    report = company.land(refused_files="continue")
    assert len(report.refused) == 1
    assert report.refused[0].startswith(f"{name}: ")
    assert reason in report.refused[0]
    assert company.books()[name] == ("refused", 0, 0, 0)


def test_a_name_that_is_no_text_is_written_out(company: Company) -> None:
    csv(company)
    with open(os.fsencode(company.landing) + b"/agents.\xff.csv", "w") as file:
        file.write("agent_id\n1\n")
    company.land()
    assert company.books()["agents.\\udcff.csv"] == ("landed", 1, 1, 0)


def test_a_run_that_breaks_off_leaves_no_rows_lying_about(company: Company, monkeypatch) -> None:
    company.write("tickets.csv", HEADER, *ROWS, "x,never,,,")

    def full(*arguments, **changes):
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr("customer_performance.land.load_log.Books.note", full)
        patched.setattr("customer_performance.land.table.RawTable.insert", full)
        with pytest.raises(LandingError, match="Landing broke off: no space left"):
            company.land()
    assert [path.name for path in company.database.parent.iterdir()] == ["warehouse.duckdb"]
    company.land()
    assert company.books() == {"tickets.csv": ("landed", 3, 2, 1)}


def test_a_refused_copy_leaves_what_was_landed_before(company: Company) -> None:
    csv(company)
    company.land()
    company.write("tickets.csv", "id", "1")
    with pytest.raises(LandingError, match="the rows of its previous copy are kept"):
        company.land()
    company.balance()
    assert company.rows(TICKETS) == LANDED
    csv(company)
    company.land()
    assert company.books()["tickets.csv"] == ("landed", 2, 2, 0)


@pytest.mark.parametrize("names", ["ab", "ba"])
def test_what_a_refused_copy_keeps_is_not_there_twice(company: Company, names: str) -> None:
    first, second = (f"tickets/{name}.csv" for name in names)
    company.write(first, HEADER, *ROWS)
    company.land()
    company.write(second, HEADER, *ROWS)
    company.land()
    assert company.books()[second] == ("copy", 0, 0, 0)
    company.write(first, "id", "1")
    for _ in range(2):
        company.land(refused_files="continue")
        assert company.books() == {first: ("refused", 0, 0, 0), second: ("landed", 2, 2, 0)}
        assert company.rows(TICKETS) == LANDED
    company.write(first, HEADER, "44,2024-03-02 10:00:00,open,,")
    company.land()
    assert company.count("raw.tickets") == 3


def test_too_many_rejected_rows_stop_the_run_every_time(company: Company) -> None:
    company.write("tickets.csv", HEADER, *ROWS, "x,secret,,,")
    for _ in range(2):
        with pytest.raises(LandingError, match="tickets: 1 of 3 rows were rejected; 5%") as stop:
            company.land(max_rejected_share=0.05)
        assert "1 × created_at is not a timestamp" in str(stop.value)
        assert "secret" not in str(stop.value)
    company.land(max_rejected_share=0.34)


def test_empty_tables_and_unknown_files(company: Company) -> None:
    company.write("tickets.csv", HEADER)
    company.write("tikets.csv", HEADER)
    report = company.land()
    assert company.books() == {"tickets.csv": ("landed", 0, 0, 0)}
    assert report.ignored == ["tikets.csv is named after no table; did you mean tickets?"]


def test_nothing_to_land_is_an_error(company: Company) -> None:
    company.write("readme.txt", "nothing here")
    with pytest.raises(LandingError, match="no file for any table"):
        company.land()


def test_two_folders_do_not_mix(company: Company) -> None:
    csv(company)
    company.land()
    company.landing = company.landing.rename(company.landing.with_name("other"))
    with pytest.raises(LandingError, match="another folder"):
        company.land()


def test_a_file_that_changes_while_it_is_read_is_refused(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = company.write("tickets.csv", HEADER, *ROWS)

    def growing(self, record, fields, rows, batch, insert=land.__globals__["RawTable"].insert):
        insert(self, record, fields, rows, batch)
        with open(path, "a") as file:
            file.write("44,2024-03-01 10:00:00,open,,\n")

    monkeypatch.setattr("customer_performance.land.table.RawTable.insert", growing)
    with pytest.raises(LandingError, match="still being written"):
        company.land()
    assert company.count("raw.tickets") == 0


def test_signs_of_sql_in_data_names_and_settings_stay_text(company: Company) -> None:
    nasty = "'); drop table raw.tickets; --"
    company.write("source.yml", f'null_values: ["{nasty}x"]', f'values: {{status: {{"{nasty}": "it\'s"}}}}')
    company.write(
        f"tickets/{nasty}.csv", f'ticket_id,created_at,status,"{nasty}"', f"1,2024-01-01,{nasty},{nasty}"
    )
    company.write(
        f"tickets/{nasty}.jsonl", f'{{"ticket_id": 2, "created_at": "2024-01-01", "{nasty}": "{nasty}x"}}'
    )
    report = land(company.landing, company.database, progress=company.progress)
    assert report.rows_landed == 2
    column = '"' + nasty + '"'
    assert company.rows(f"select ticket_id, status, {column} from raw.tickets order by 1") == [
        ("1", "it's", nasty),
        ("2", None, None),
    ]


CUSTOM = "models:\n- {name: cpi_x, config: {meta: {%s: {%s: %s}}}}\n"


@pytest.fixture
def custom_columns(tmp_path: Path, monkeypatch) -> Callable[..., None]:
    """Let a metric declare one custom column."""

    def declare(item: str, kind: str, key: str = "custom_columns") -> None:
        metrics = tmp_path / "metrics"
        (metrics / "cpi").mkdir(parents=True, exist_ok=True)
        (metrics / "cpi" / "cpi_x.yml").write_text(CUSTOM % (key, item, kind), encoding="utf-8")
        monkeypatch.setattr(
            "customer_performance.land.land.load_contract", lambda: load_contract(metrics=metrics)
        )

    return declare


@pytest.mark.parametrize("key", ["custom_columns", "own_columns"])
def test_a_custom_column_is_typed_once_a_metric_declares_it(company: Company, custom_columns, key) -> None:
    freed = "select freed_at, typeof(freed_at) from raw.tickets order by ticket_id"
    company.write("source.yml", "timezone: Asia/Tokyo")
    company.write("tickets/old.csv", "ticket_id,created_at,Freed_At", "1,2024-03-01,2024-03-01 10:00")
    company.write(
        "tickets/new.csv", "ticket_id,created_at,freed_at", "2,2024-03-01,2024-03-01 10:00", "3,2024-03-01,no"
    )
    company.land()
    assert company.rows(freed)[1] == ("2024-03-01 10:00", "VARCHAR")

    custom_columns("tickets.freed_at", "timestamp", key)
    (company.landing / "tickets" / "old.csv").unlink()
    company.land()
    # What is gone keeps what its text said; what is there lands as declared, in UTC.
    assert company.rows(freed) == [
        (datetime(2024, 3, 1, 10), "TIMESTAMP"),
        (datetime(2024, 3, 1, 1), "TIMESTAMP"),
    ]
    assert [row[1:4] for row in company.rejected()] == [("freed_at", "no", "not a timestamp")]

    custom_columns("tickets.mood", "varchar")
    company.land()
    assert company.rows(freed)[1:] == [("2024-03-01 10:00", "VARCHAR"), ("no", "VARCHAR")]


def test_a_custom_column_that_cannot_be_is_an_error(company: Company, custom_columns) -> None:
    company.write("tickets.csv", "ticket_id,created_at", "1,2024-03-01")
    custom_columns("lifts.freed_at", "timestamp")
    with pytest.raises(LandingError, match=r"cpi_x.yml: custom_columns wants table.column.*lifts.freed_at"):
        company.land()
    custom_columns("tickets.freed_at", "moment")
    with pytest.raises(LandingError, match=r"tickets.freed_at needs a data type that landing knows.*moment"):
        company.land()


def test_servicenow_history_lands_in_its_own_schema(company: Company) -> None:
    company.write("servicenow/source.yml", "null_values: ['?']", "timestamp_format: '%d/%m/%Y %H:%M'")
    company.write(
        "servicenow/incident_history/log.csv",
        "number,sys_mod_count,sys_updated_at,opened_at,assigned_to,location",
        "INC1,0,29/2/2016 01:23,29/2/2016 01:16,?,Location 143",
    )
    company.land()
    row = company.rows("select * from raw_servicenow.incident_history")[0]
    assert row[:2] == ("INC1", 0)
    assert company.rows(
        "select sys_updated_at::varchar, assigned_to, location, _source_file "
        "from raw_servicenow.incident_history"
    ) == [("2016-02-29 01:23:00", None, "Location 143", "servicenow/incident_history/log.csv")]
    assert any("incident_history: 1 rows" in line for line in company.said)


@pytest.mark.skipif(not UCI_LOG.exists(), reason=f"the incident log is not at {os.path.relpath(UCI_LOG)}")
def test_the_incident_log_is_accounted_for(company: Company) -> None:
    company.write("servicenow/source.yml", "null_values: ['?']", "timestamp_format: '%d/%m/%Y %H:%M'")
    folder = company.landing / "servicenow" / "incident_history"
    folder.mkdir()
    with zipfile.ZipFile(UCI_LOG) as archive:
        archive.extract("incident_event_log.csv", folder)
    report = company.land(max_rejected_share=0)
    assert (report.rows_landed, report.rows_rejected) == (141_712, 0)
    assert company.rows(
        """select count(distinct number), count(resolved_at), count(assigned_to),
               min(sys_updated_at)::varchar, max(sys_updated_at)::varchar
           from raw_servicenow.incident_history"""
    ) == [(24_918, 138_571, 114_216, "2016-02-29 01:23:00", "2017-02-18 15:00:00")]
