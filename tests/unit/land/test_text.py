"""Text files with rows that are odd on purpose: the odd rows are rejected, all others land."""

import gzip
import json
import time

from customer_performance.land.text import LONGEST_ROW
from tests.support.landing_company import DAY, HEADER, SUBJECT_HEADER, Company

NUL = "a character that no text has (NUL)"


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
        (4, "created_at", "yesterday", "not a timestamp (aaa…)", "2,yesterday,open,,,"),
        (6, None, None, "3 columns instead of 6", "3,2024-01-01 10:00:00,open"),
        (7, "ticket_id", " ", "missing", " ,2024-01-01 10:00:00,open,,,"),
        (8, "is_spam", "maybe", "not true or false (aaa…)", "5,2024-01-01 10:00:00,open,maybe,,"),
        (9, None, None, "not utf-8", "6,2024-01-01 10:00:00,\\udcff\\udcfe,,,"),
        (10, "handling_minutes", "inf", "not a number (aaa)", "7,2024-01-01 10:00:00,open,,inf,"),
        (11, None, None, "bad quoting", '8,2024-01-01 10:00:00,"open,,,'),
        (12, "created_at", "infinity", "not a timestamp (aaa…)", "9,infinity,open,,,"),
    ]


def test_rows_of_text_files(company: Company) -> None:
    odd = "bad,yesterday,x"  # makes the first, hopeful reading give way to the careful one
    million = "m" * 1_000_000
    company.write("tickets/crlf.csv", SUBJECT_HEADER, f'1,{DAY},"two\r\nlines"', odd)
    company.write("tickets/nul.csv", SUBJECT_HEADER, f"2,{DAY},a\0b", f"3,{DAY},fine", "4,2024-03\0-01,fine")
    company.write("tickets/million.csv", SUBJECT_HEADER, f"5,{DAY},{million}")
    company.write(
        "tickets/million_odd.csv", SUBJECT_HEADER, f"6,{DAY},{million}", odd, f"7,{DAY}," + "m" * LONGEST_ROW
    )
    company.write(
        "tickets/trailing.csv", SUBJECT_HEADER, f"8,{DAY},x,", f"9,{DAY},x,,", f"10,{DAY},x,y", odd + ","
    )
    company.write(
        "tickets/blank.csv",
        SUBJECT_HEADER,
        *(f"{blank},{DAY},x" for blank in ("\u200b", "\xa0 ", "\t", "\ufeff")),
    )
    company.write(
        "tickets/formula.csv", SUBJECT_HEADER, f"11,{DAY},\"=cmd|' /C calc'!A0\"", f"12,{DAY},@SUM(1)"
    )
    company.write("tickets/folder/c0=9/a.csv", SUBJECT_HEADER, f"13,{DAY},kept")
    utf_32 = f"{SUBJECT_HEADER}\n14,{DAY},工单\n".encode("utf-32")
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
    assert company.reasons("tickets/crlf.csv") == [(4, "created_at", "not a timestamp (aaa…)")]
    assert company.reasons("tickets/nul.csv") == [
        (2, "subject", NUL),
        (4, "created_at", "not a timestamp (9999-99?-99)"),
    ]
    assert [reason for *_, reason in company.reasons("tickets/million_odd.csv")] == [
        "not a timestamp (aaa…)",
        "longer than 2,000,000 characters",
    ]
    assert [reason for *_, reason in company.reasons("tickets/trailing.csv")] == [
        "5 columns instead of 3",
        "4 columns instead of 3",
        "not a timestamp (aaa…)",
    ]
    assert company.reasons("tickets/blank.csv") == [(n, "ticket_id", "missing") for n in (2, 3, 4, 5)]
    assert company.reasons("tickets/bell.jsonl") == [(1, "subject", NUL)]
    assert company.reasons("holidays.csv") == [
        (3, "date", "not a date (9999-99-99 aaa aa aa)"),
        (4, "date", "not a date (aaa…)"),
    ]


def test_a_last_line_that_no_buffer_holds_is_not_dropped(company: Company) -> None:
    endless = "m" * 33_000_000  # DuckDB's reader would pass over it, and say nothing
    company.write("tickets/text.csv", SUBJECT_HEADER, f"1,{DAY},x", f"2,{DAY},{endless}")
    packed = gzip.compress(f"{SUBJECT_HEADER}\n3,{DAY},x\n4,{DAY},{endless}".encode(), 1)
    company.write("tickets/packed.csv.gz", packed, end="")
    company.write("agents.jsonl", '{"agent_id": 5}', f'{{"agent_id": 6, "name": "{endless}"}}', end="\n\n")
    company.write("tickets/zeros.csv", f"{SUBJECT_HEADER}\n7,{DAY},x\n".encode() + b"\0" * 33_000_000, end="")
    company.land()
    assert set(company.load_log().values()) == {("landed", 2, 1, 1)}
    assert company.rows("select reason, count(*) from raw.rejected_rows group by all") == [
        ("longer than 2,000,000 characters", 4)
    ]


def test_quotes_that_never_close_take_time_in_proportion(company: Company) -> None:
    company.write("tickets.csv", SUBJECT_HEADER, *['x","c'] * 20_000, f"1,{DAY},last")
    started = time.monotonic()
    company.land()
    assert time.monotonic() - started < 60  # each line read on to the end would take an hour
    assert company.load_log() == {"tickets.csv": ("landed", 20_001, 1, 20_000)}
