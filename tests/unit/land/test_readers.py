"""Every format lands the same, and files that cannot be read are refused by name."""

import gzip
from collections.abc import Callable

import pyarrow
import pyarrow.parquet
import pytest

from tests.support.landing_company import DAY, HEADER, LANDED, ROWS, SUBJECT_HEADER, TICKETS, Company


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


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("agents.csv", b"", "it has no bytes"),
        ("agents.docx", b"PK", "no reader for it"),
        ("agents.xlsx", b"PK", "it is no Excel workbook that can be read"),
        ("agents.csv", HEADER.encode("utf-16-le"), "it is not text in utf-8"),
        ("agents.parquet", b"PAR1 and nothing more", "it cannot be read"),
        ("agents.csv.gz", gzip.compress(b"agent_id\n1\n" * 9999)[:-20], "it cannot be read"),
        ("agents.csv", b"agent_id,agent_id\n1,2\n", "it has the column agent_id twice"),
        ("agents.csv", b"\nagent_id\n1\n", "begins with a blank line"),
    ],
)
def test_files_that_cannot_be_read_are_refused(
    company: Company, name: str, content: bytes, reason: str
) -> None:
    company.write("tickets.csv", HEADER, *ROWS)
    (company.landing / name).write_bytes(content)
    report = company.land(refused_files="continue")
    assert len(report.refused) == 1
    assert report.refused[0].startswith(f"{name}: ")
    assert reason in report.refused[0]
    assert company.load_log()[name] == ("refused", 0, 0, 0)


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
        (5, "created_at", "soon", "not a timestamp (aaa…)"),
        (6, "ticket_id", None, "missing"),
        (7, None, None, "not utf-8"),
    ]


@pytest.mark.parametrize(
    "source", ["", "tables: {tickets: {ignore: [ticket_id, status], set: {ticket_id: x}}}"]
)
def test_a_byte_that_is_not_utf8_in_one_of_few_columns_that_are_read(company: Company, source: str) -> None:
    """DuckDB 1.5 breaks on it, and takes no further query."""
    company.write("source.yml", source)
    rows = [ROWS[0], "7,soon,open,,", b"8,2024-03-01 10:00:00,open,,\xe9"]
    company.write("tickets.csv", HEADER, *rows)
    company.land()
    assert company.count("raw.tickets") == 1
    assert [(row[0], row[3]) for row in company.rejected()] == [
        (3, "not a timestamp (aaa…)"),
        (4, "not utf-8"),
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
        "accounts.jsonl: it lacks account_id; none of its 0 columns is known. Is each line a JSON object? "
        "Where its columns have other names, `customer-performance map` writes a first source.yml",
    ]
    assert company.rows('select agent_id, "a?b" from raw.agents') == [("1", "2")]
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
    assert company.reasons("tickets/keys.jsonl") == [
        (1, None, "a key twice"),
        (3, None, "not utf-8"),
        (5, "handling_minutes", "not a number (aaa)"),
        (6, "handling_minutes", "not a number (9a999)"),
        (8, None, "not JSON"),
    ]


def test_parquet(company: Company) -> None:
    ids, days = ["1", "2"], ["2024-03-01", "2024-03-01"]
    whole = company.write_parquet("tickets/whole.parquet", {"ticket_id": ids, "created_at": days})
    company.write("tickets/cut.parquet", whole[: len(whole) // 2], end="")
    company.write_parquet("tickets/twice.parquet", [ids, days, ids], ["ticket_id", "created_at", "TICKET_ID"])
    company.write_parquet("tickets/nul.parquet", [ids, days, ids], ["ticket_id", "created_at", "a\0b"])
    floats = pyarrow.array([1.5, float("nan")], pyarrow.float32())
    company.write_parquet(
        "tickets/nan.parquet", {"ticket_id": [3.0, float("nan")], "created_at": days, "x": floats}
    )
    company.write_parquet(
        "tickets/own.parquet",
        {"ticket_id": ids, "created_at": ["soon", "2024-03-02"], "file_row_number": ids},
    )
    company.write_parquet(
        "tickets/none.parquet",
        {"ticket_id": pyarrow.array([], "string"), "created_at": pyarrow.nulls(0)},
    )
    nested = {"list": [[1], None], "struct": [{"a": b"\xff"}, None], "binary": [b"\xff\0", b"x"]}
    company.write_parquet("tickets/nested.parquet", {"ticket_id": ["5", None], "created_at": days, **nested})
    refused = company.land(refused_files="continue").refused
    assert [line.partition(":")[0] for line in refused] == [
        f"tickets/{x}.parquet" for x in ("cut", "nul", "twice")
    ]
    assert "it has the column TICKET_ID twice" in refused[2]
    logged = company.load_log()
    assert logged["tickets/nan.parquet"] == ("landed", 2, 1, 1)
    assert company.reasons("tickets/nan.parquet") == [(2, "ticket_id", "missing")]
    assert company.reasons("tickets/own.parquet") == [(None, "created_at", "not a timestamp (aaa…)")]
    assert logged["tickets/none.parquet"] == ("landed", 0, 0, 0)
    assert logged["tickets/nested.parquet"] == ("landed", 2, 1, 1)


def test_headers(company: Company) -> None:
    company.write("tickets/upper.csv", f"{SUBJECT_HEADER},É", f"1,{DAY},x,upper")
    company.write("tickets/lower.csv", f"{SUBJECT_HEADER},é", f"2,{DAY},x,lower")
    company.write("tickets/long.csv", f"{SUBJECT_HEADER},{'n' * 70_000}", f"3,{DAY},x,y")
    company.write("tickets/bytes.csv", SUBJECT_HEADER.encode() + b",\xff", f"4,{DAY},x,y")
    company.write("tickets/nul.csv", f"{SUBJECT_HEADER},\0", f"5,{DAY},x,y")
    company.write("tickets/twice.csv", f"{SUBJECT_HEADER}, Ticket_ID ", f"6,{DAY},x,7")
    company.write("tickets/unnamed.csv", f"{SUBJECT_HEADER},", f"8,{DAY},x,y")
    company.write("tickets/notes.csv", f"{SUBJECT_HEADER},Notes,notes", f"9,{DAY},x,first,second")
    for n, end in enumerate(("\n", "\r\n", "\r")):
        company.write(f"tickets/quote_{n}.csv", f'{SUBJECT_HEADER},"a{end}b"', f"1,{DAY},x,y")
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
    assert "column4 (in 1 of 4 files)" in company.said[-1]
    assert company.rows("select ticket_id, É, é, column4 from raw.tickets order by 1") == [
        ("1", "upper", None, None),
        ("2", None, "lower", None),
        ("8", None, None, "y"),
        ("9", None, None, None),
    ]
    assert company.rows("select Notes, notes_2 from raw.tickets where ticket_id = '9'") == [
        ("first", "second")
    ]


def test_words_for_null_may_hold_signs_of_csv(company: Company) -> None:
    company.write("source.yml", """null_values: ['none, really', '"', "don't know"]""")
    company.write(
        "tickets.csv", SUBJECT_HEADER, f'1,{DAY},"none, really"', f'2,{DAY},""""', f"3,{DAY},don't know"
    )
    company.land()
    assert company.rows("select ticket_id, subject from raw.tickets order by 1") == [
        ("1", None),
        ("2", None),
        ("3", None),
    ]
