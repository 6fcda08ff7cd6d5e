"""Exports of other tools land as they are, by what source.yml says of them."""

from datetime import datetime

import pytest

from customer_performance.core.contract import LandingError
from tests.support.landing_company import DAY, SUBJECT_HEADER, Company
from tests.support.workbooks import write_workbook

GERMAN = (
    'timezone: Europe/Berlin\ndecimal: ","\ntimestamp_format: ["%d.%m.%Y %H:%M", "%d.%m.%Y"]\n'
    "tables:\n"
    "  tickets:\n"
    "    columns: {Vorgangsnummer: ticket_id, Angelegt am: created_at, Gelöst am: solved_at, Stand: status,"
    " Bearbeitung (Min.): handling_minutes}\n"
    "    values: {status: {erledigt: solved, Offen: open}}\n"
    "    ignore: [Interne Notiz]\n"
    "    where: \"Stand <> 'Test'\"\n"
)


def test_a_german_export(company: Company) -> None:
    company.write("source.yml", GERMAN)
    company.write(
        "tickets.csv",
        "Vorgangsnummer;Angelegt am;Gelöst am;Stand;Bearbeitung (Min.);Interne Notiz".encode("utf-8-sig"),
        "0042;01.07.2024 09:30;2.7.2024; Erledigt;1.234,5;geheim",
        "43;01.12.2024;;offen;12,5;",
        "44;01.12.2024;;Test;12,5;",
        "45;32.12.2024;;offen;12,5;",
        "46;01.12.2024;;;12,5;",
    )
    company.land()
    assert company.rows(
        "select ticket_id, created_at::varchar, solved_at::varchar, status, handling_minutes "
        "from raw.tickets order by 1"
    ) == [
        ("0042", "2024-07-01 07:30:00", "2024-07-01 22:00:00", "solved", 1234.5),
        ("43", "2024-11-30 23:00:00", None, "open", 12.5),
    ]
    # A row of which the condition cannot be told is left out, as SQL does.
    assert company.load_log()["tickets.csv"] == ("landed", 5, 2, 1)
    assert company.rows("select rows_left_out from raw.landed_files") == [(2,)]
    assert "2 left out" in company.said[-1]
    assert "Interne Notiz" not in dict(company.rows("select column_name, 1 from duckdb_columns()"))


SURVEY = """
tables:
  survey_responses:
    files: ["delighted_*.csv"]
    columns: {Score: score, Submitted at: responded_at, Comment: comment}
    set:
      kind: nps
      touchpoint: "after {Team}"
      response_id: "{Email}|{Submitted at}"
      contact_id: {find: contacts, by: email, from: Email}
      account_id: {find: contacts, by: email, from: Email, take: account_id}
"""
CONTACTS = "contact_id,account_id,email"
FOUND = "select contact_id, account_id, score, touchpoint from raw.survey_responses order by score"


def test_the_export_of_a_survey_tool(company: Company) -> None:
    company.write("source.yml", SURVEY)
    company.write(
        "contacts.csv",
        CONTACTS,
        "c1,acme,Ada@Example.com ",
        "c2,beta,both@example.com",
        "c3,beta,both@example.com",
    )
    company.write(
        "delighted_2024.csv",
        "Email,Score,Comment,Submitted at,Team",
        "ada@example.com,9,fine,2024-07-01 10:00:00,Sales",
        "both@example.com,8,,2024-07-01 11:00:00,",
        "gone@example.com,7,,2024-07-01 12:00:00,Sales",
    )
    company.land()
    assert company.rows(FOUND) == [
        (None, None, 7.0, "after Sales"),
        (None, "beta", 8.0, None),
        ("c1", "acme", 9.0, "after Sales"),
    ]
    ids = company.rows("select response_id from raw.survey_responses")
    assert len({each for (each,) in ids}) == 3
    # The id is published, and must not say who somebody is.
    assert all(len(each) == 32 and "@" not in each for (each,) in ids)
    assert company.rows(
        "select read_otherwise from raw.landed_files where table_name = 'survey_responses'"
    ) == [('{"contact_id: not found": 2, "account_id: not found": 1}',)]
    # Where what is looked in changes, the file lands again.
    company.write("contacts.csv", CONTACTS, "c9,acme,gone@example.com")
    company.land()
    assert company.rows(FOUND)[0][:2] == ("c9", "acme")


def test_a_workbook(company: Company) -> None:
    header = ["Ticket", "Created", "Solved", "Minutes", "Status"]
    rows = [
        [4408810000042.0, "2024-07-01 09:30:00", datetime(9999, 12, 31), 12.5, "open"],
        ["0042", datetime(2024, 7, 1, 9, 30), None, 1.234, "solved"],
        [],
        [None, datetime(2024, 7, 1), None, 1, "open"],
        ["45", "soon", None, "1.234", "open"],
    ]
    write_workbook(company.landing / "export.xlsx", {"Notes": [["a"]], "All tickets": [[], header, *rows]})
    company.write(
        "source.yml",
        "timezone: Europe/Berlin",
        "decimal: ','",
        "tables:",
        "  tickets:",
        "    files: [export.xlsx]",
        "    sheet: all tickets",
        "    columns: {Ticket: ticket_id, Created: created_at, Solved: solved_at, Minutes: handling_minutes}",
    )
    company.land()
    assert company.rows(
        "select ticket_id, created_at::varchar, solved_at, handling_minutes, status from raw.tickets order by 1"
    ) == [
        ("0042", "2024-07-01 07:30:00", None, 1.234, "solved"),
        ("4408810000042", "2024-07-01 07:30:00", None, 12.5, "open"),
    ]
    assert company.reasons("export.xlsx") == [
        (6, "ticket_id", "missing"),
        (7, "created_at", "not a timestamp (aaa…)"),
    ]


@pytest.mark.parametrize(
    ("sheets", "reason"),
    [
        (
            {"a": [["ticket_id"]], "b": [["x"]]},
            "it has 2 sheets, and none is called tickets; name one in source.yml",
        ),
        ({"a": []}, "its sheet is empty"),
    ],
)
def test_workbooks_that_are_refused(company: Company, sheets: dict, reason: str) -> None:
    write_workbook(company.landing / "tickets.xlsx", sheets)
    with pytest.raises(LandingError, match=reason):
        company.land()


def test_the_sheet_of_a_table_is_called_as_the_table(company: Company) -> None:
    write_workbook(
        company.landing / "tickets.xlsx",
        {
            "other": [["x"]],
            "Tickets": [["ticket_id", "created_at"], ["1", datetime(2024, 7, 1)]],
        },
    )
    company.land()
    assert company.count("raw.tickets") == 1


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("tables: {tikets: {}}", "tables: unknown table 'tikets' .did you mean 'tickets'.."),
        (
            "tables: {tickets: {colums: {}}}",
            "tickets: unknown key 'colums' .did you mean 'columns'... Known: null_values",
        ),
        (
            "tables: {tickets: {columns: {A: stauts}}}",
            "tickets has no column 'stauts' .did you mean 'status'..",
        ),
        ("tables: {tickets: {decimal: ;}}", "tickets: decimal must be '.' or ','"),
        ("tables: {tickets: {null_dates: [31.12.2999]}}", "null_dates: '31.12.2999' is no date"),
        ("tables: {tickets: {where: 'a ='}}", "where: it is no condition in SQL"),
        ("tables: {tickets: {where: 'true; drop table x'}}", "where: it is no condition in SQL"),
        (
            "tables: {tickets: {set: {agentid: x}}}",
            "set: tickets has no column 'agentid' .did you mean 'agent_id'..",
        ),
        (
            "tables: {tickets: {set: {contact_id: {find: contacts}}}}",
            "a look-up has the keys find, by, from and take",
        ),
        (
            "tables: {tickets: {set: {contact_id: {find: contact, by: email, from: E}}}}",
            "unknown table 'contact' .did",
        ),
        (
            "tables: {tickets: {set: {contact_id: {find: contacts, by: mail, from: E}}}}",
            "contacts has no column 'mail'",
        ),
        (
            "tables: {tickets: {set: {issue_id: {find: tickets, by: subject, from: E}}}}",
            "tickets looks something up in",
        ),
        ("values: {status: {erledigt: sovled}}", "'sovled' means nothing in status .did you mean 'solved'.."),
        ("values: {is_spam: {ja: jawohl}}", "'jawohl' means nothing in is_spam"),
        (
            "values: {status: {Ja: open, 'ja ': solved}}",
            "is there twice, since case and outer blanks do not count",
        ),
        ("timestamp_format: ['%d.%m.%Y', '%H:%M']", "timestamp_format: it does not tell year, month and day"),
        ("tables: [tickets]", "tables must be a mapping"),
        ("tables: {tickets: x}", "tickets must be a mapping, such as"),
        ("tables: {tickets: {ignore: x}}", r"tickets: ignore must be a list, such as \[resolution_hours\]"),
    ],
)
def test_a_source_yml_that_cannot_be_is_an_error_with_a_suggestion(
    company: Company, source: str, complaint: str
) -> None:
    company.write("tickets.csv", SUBJECT_HEADER, f"1,{DAY},x")
    company.write("source.yml", source)
    with pytest.raises(LandingError, match=f"line 1 of .*{complaint}"):
        company.land()


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ("columns: {Thema: topic}", "source.yml: tickets has no column 'Thema' .did you mean 'Themen'.."),
        ("ignore: [Theman]", "source.yml: tickets has no column 'Theman' .did you mean 'Themen'.."),
        (
            "where: \"Tema = 'x'\"",
            "where of source.yml names 'Tema', which is not among its columns .did you mean",
        ),
        ('where: "abs(Themen)"', "where of source.yml is no condition in SQL on its columns"),
        (
            "set: {topic: '{Tema}'}",
            "source.yml names 'Tema', which is not among its columns .did you mean 'Themen'..",
        ),
        ("files: ['tiket*.csv']", "files: no file is called tiket.*csv"),
    ],
)
def test_what_matches_nothing_is_an_error_with_a_suggestion(
    company: Company, said: str, complaint: str
) -> None:
    company.write("tickets.csv", "ticket_id,created_at,Themen", f"1,{DAY},x")
    company.write("agents.csv", "agent_id", "1")
    company.write("source.yml", f"tables: {{tickets: {{{said}}}}}")
    with pytest.raises(LandingError, match=complaint):
        company.land()


def test_a_mapping_that_hides_a_required_column_says_what_it_does_not_match(company: Company) -> None:
    company.write("tickets.csv", "Ticket No,created_at", f"1,{DAY}")
    company.write("source.yml", "tables: {tickets: {columns: {Ticket Nr: ticket_id}}}")
    with pytest.raises(
        LandingError, match=r"it lacks ticket_id; .* maps 'Ticket Nr', .* .did you mean 'Ticket No'.."
    ):
        company.land()


def test_columns_that_nothing_maps_cannot_refuse_a_file(company: Company) -> None:
    company.write("tickets.csv", f"{SUBJECT_HEADER},x,X,_batch_id,,", f"1,{DAY},s,a,b,c,d,e")
    company.land()
    assert company.rows('select x, x_2, "_batch_id_2", column7, column8 from raw.tickets') == [tuple("abcde")]
