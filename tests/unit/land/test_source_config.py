"""A source.yml says how the files of a source are written; a wrong one is an error that names it."""

import pytest

from customer_performance.core.contract import LandingError
from tests.support.landing_company import HEADER, ROWS, Company


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
        (
            "tells: [complaints]",
            "line 1 .*tells: 'complaints' is unknown .did you mean 'complaint'... Known: status_history, pending, ",
        ),
        ("tells: complaint", r"tells must be a list, such as \[complaint\]"),
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
    company.write("tickets.csv", HEADER, *ROWS)
    company.write("source.yml", text)
    with pytest.raises(LandingError, match=complaint):
        company.land()


def test_each_mistake_in_a_source_yml_has_its_line(company: Company) -> None:
    company.write("tickets.csv", HEADER, *ROWS)
    path = company.write(
        "source.yml", "timezone: Mars", "", "delimiter: xx", "null_values:", "- '?'", "- [b]"
    )
    with pytest.raises(LandingError) as stop:
        company.land()
    assert str(stop.value).splitlines() == [
        f"line 1 of {path}: timezone: 'Mars' is no IANA time zone, such as Europe/Berlin.",
        f"line 3 of {path}: delimiter must be one character.",
        f"line 6 of {path}: null_values must be texts.",
    ]
    company.write(
        "source.yml", "columns:", "  tickets:", "    Nr: ticket_id", "    When: opened", "quote: ','"
    )
    with pytest.raises(LandingError, match=f"line 4 of {path}: columns: tickets has no column 'opened'"):
        company.land()


def test_what_a_source_tells_of_is_written_down_anew_each_time(company: Company) -> None:
    company.write("tickets.csv", HEADER, *ROWS)
    company.write("servicenow/source.yml", "tells: [status_history]")
    company.write("source.yml", "tells: [transfer, reply, reply]")
    company.land()
    told = "select * from raw.source_tells order by all"
    assert company.rows(told) == [("files", "reply"), ("files", "transfer"), ("servicenow", "status_history")]
    company.write("source.yml", "tells: [reply]")
    company.land()
    assert company.rows(told) == [("files", "reply"), ("servicenow", "status_history")]
