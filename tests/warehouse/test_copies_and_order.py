"""Rows that come twice, and what happens at one instant: from the bytes of a file to what is counted of them."""

import pytest

from tests.support.cases import Case, Cases

HEADER = "ticket_id,contact_id,status,priority,created_at,solved_at,updated_at\n"
DAY = "2024-06-04"
FILES = {
    "tickets/export-9.csv": HEADER
    + f"by-file,c,open,low,{DAY} 08:00,,\nby-update,c,open,newest,{DAY} 08:00,,{DAY} 10:00\n",
    # a plan, such as the end of a term, is no news; nor is an end after the load
    "tickets/export-10.csv": HEADER
    + f"by-file,c,open,newest,{DAY} 08:00,,\n"
    + f"by-update,c,open,low,{DAY} 08:00,,{DAY} 09:00\n"
    + f"by-time,c,solved,newest,{DAY} 08:00,{DAY} 12:00,\nby-time,c,open,low,{DAY} 08:00,,\n"
    + f"not-by-future,c,solved,low,{DAY} 08:00,2999-01-01,\nnot-by-future,c,open,newest,{DAY} 08:00,,\n"
    + f"by-line,c,open,low,{DAY} 08:00,,\nby-line,c,pending,newest,{DAY} 08:00,,\n"
    + f"alike,c,open,newest,{DAY} 08:00,,\n"
    + f"two-births,c,open,low,{DAY} 08:00,,\ntwo-births,c,open,newest,{DAY} 09:00,,\n",
    "subscriptions.csv": "subscription_id,account_id,mrr,started_at,term_ends_at,plan\n"
    f"S,acme,10,{DAY},2024-12-01,first\nS,acme,12,{DAY},2024-07-01,last\n",
    "survey_responses.csv": "response_id,kind,contact_id,score,scale_min,scale_max\n"
    "two-people,csat,ann,1,1,5\ntwo-people,csat,bob,2,1,5\none-person,csat,ann,1,1,5\none-person,csat,ann,2,1,5\n",
    "contacts.csv": "contact_id,account_id\nmoved,acme\nmoved,other\n",
}


@pytest.fixture(scope="module")
def copies(cases: Cases) -> Case:
    return cases.build(FILES, select=["data_quality_exceptions__duplicates", "int_subscriptions"])


def test_of_copies_the_newest_counts_and_the_exception_says_by_which_rule(copies: Case) -> None:
    found = copies.table("intermediate.int_tickets", "priority", "copies", "copy_rule", by="ticket_id")
    assert found == {
        "by-update": ("newest", 2, "updated_at"),
        "by-file": ("newest", 2, "file"),
        "by-time": ("newest", 2, "time"),
        "not-by-future": ("newest", 2, "line"),
        "by-line": ("newest", 2, "line"),
        "alike": ("newest", 1, None),
        "two-births": ("newest", 2, "collision"),
    }
    assert copies.rows("select plan, copy_rule from intermediate.int_subscriptions") == [("last", "line")]
    details = copies.rows("""
        select record_key, reason, detail from intermediate.data_quality_exceptions__duplicates
        where table_name = 'tickets' and record_key in ('by-file', 'two-births') order by all""")
    assert details == [
        ("by-file", "duplicate", "2 rows arrived with this id; the newest counts, by the names of the files"),
        (
            "two-births",
            "id_collision",
            "2 rows arrived with this id; the newest counts, though they are of different things",
        ),
    ]


def test_without_a_birth_the_same_id_of_two_people_is_a_collision(copies: Case) -> None:
    found = copies.table("intermediate.int_survey_responses", "score", "copy_rule", by="response_id")
    assert found == {"two-people": (2, "collision"), "one-person": (2, "line")}
    # A person may move to another account.
    assert copies.rows("select copy_rule from intermediate.int_contacts") == [("line",)]


def test_a_later_file_is_newer_than_an_earlier_one(cases: Cases) -> None:
    case = cases.build("same-id-in-two-files", "same-id-twice-in-one-file", select=["fct_tickets"])
    found = case.table("marts.fct_tickets", "status", "priority", "resolution_seconds", by="ticket_id")
    assert found == {
        "EXP-1": ("solved", "normal", 24 * 3600),
        "EXP-2": ("open", "urgent", None),
        "DUP-1": ("solved", "normal", 4 * 3600),
    }
