"""Where a ticket stands, who wrote on it and since when its customer waits: from the bytes of a file to the figures."""

import pytest

from tests.support.cases import Case, Cases

# Without a history nobody knows whether a ticket was reopened, and so whether one contact was enough.
HISTORY = (
    "event_id,ticket_id,occurred_at,field,old_value,new_value\n"
    "solve,MRG-NEW,2024-03-04 11:00:00,status,open,solved\n"
)


@pytest.fixture(scope="module")
def people(cases: Cases) -> Case:
    return cases.build(
        "former-colleague", "requester-is-agent", "merged-older-ticket", {"ticket_events.csv": HISTORY},
        select=[
            "fct_tickets", "fct_sla_targets", "fct_ticket_backlog_moves", "cpi_one_touch_resolution",
            "cpi_first_contact_resolution", "kpi_tickets_created", "data_quality_exceptions",
        ],
    )  # fmt: skip


def first_reply_minutes(case: Case, ticket: str) -> float:
    ((seconds,),) = case.rows(
        f"select first_reply_seconds from marts.fct_tickets where ticket_id = '{ticket}'"
    )
    return seconds / 60


def test_a_former_colleague_was_an_agent(people: Case) -> None:
    assert first_reply_minutes(people, "FORMER-1") == 30
    assert people.rows("select agent_reply_count from marts.fct_tickets where ticket_id = 'FORMER-1'") == [
        (1,)
    ]
    targets = people.rows(
        "select is_promise, is_kept from marts.fct_sla_targets "
        "where ticket_id = 'FORMER-1' and metric = 'first_response'"
    )
    assert targets == [(False, True)]


def test_who_asked_is_the_customer_also_an_agent(people: Case) -> None:
    assert first_reply_minutes(people, "REQ-1") == 60
    assert people.exceptions("author_disputed") == [("ticket_messages", "m2"), ("ticket_messages", "m8")]


def test_a_ticket_was_asked_when_the_first_of_those_merged_into_it_was(people: Case) -> None:
    assert first_reply_minutes(people, "MRG-NEW") == 30
    found = people.rows("""
        select resolution_seconds / 3600, agent_replies_before_first_solve, created_at::varchar
        from marts.fct_tickets where ticket_id = 'MRG-NEW'
    """)
    assert found == [(2, 2, "2024-03-04 10:00:00")]
    kept = people.rows(
        "select is_kept from marts.fct_sla_targets where ticket_id = 'MRG-NEW' and metric = 'first_response'"
    )
    assert kept == [(True,)]
    for metric in ("cpi_one_touch_resolution", "cpi_first_contact_resolution"):
        assert people.rows(f"select numerator from marts.{metric} where subject_id = 'MRG-NEW'") == [(0,)], (
            metric
        )
    backlog = people.rows("""
        select moved_at::varchar, backlog_change from marts.fct_ticket_backlog_moves
        where ticket_id = 'MRG-NEW' order by 1""")
    assert backlog == [("2024-03-04 10:00:00", 1), ("2024-03-04 11:00:00", -1)]
    created = people.rows(
        "select observed_at::varchar from marts.kpi_tickets_created where subject_id like 'MRG%'"
    )
    assert created == [("2024-03-04 10:00:00",)]


def test_history_and_record_together_say_where_a_ticket_stands(cases: Cases) -> None:
    case = cases.build(
        "history-and-record",
        select=["fct_tickets", "fct_ticket_backlog_moves", "kpi_ticket_backlog", "data_quality_exceptions"],
    )
    found = case.table("marts.fct_tickets", "is_solved", "resolution_seconds / 3600", by="ticket_id")
    days = {"a": 48, "b": 48, "c": 24, "d": 24, "e": 48, "f": 8 * 24, "g": 0.5, "h": None, "i": 48}
    assert found == {f"edge-{letter}": (True, hours) for letter, hours in days.items()}
    solved = case.rows("""
        select first_solved_at::varchar, last_solved_at::varchar, reopen_count
        from marts.fct_tickets where ticket_id = 'edge-f'""")
    assert solved == [("2024-06-02 14:00:00", "2024-06-09 14:00:00", 1)]
    backlog = case.rows("""
        select ticket_id, sum(backlog_change), max(backlog_change_unknown_because)
        from marts.fct_ticket_backlog_moves group by all""")
    left = {f"edge-{letter}": (0, None) for letter in days} | {"edge-h": (None, "disordered")}
    assert {ticket: found for ticket, *found in backlog} == {
        ticket: [*known] for ticket, known in left.items()
    }
    assert case.exceptions("history_and_record_disagree") == [("tickets", "edge-f")]
    assert case.exceptions("solved_before_creation") == [("tickets", "edge-h")]
    assert case.exceptions("unknown_status") == [("tickets", "edge-i")]


@pytest.fixture(scope="module")
def surveys(cases: Cases) -> Case:
    return cases.build(
        "survey-rows", "sentinel-deleted",
        # the source lands unanswered surveys as well: else nobody could say how many were answered
        {"survey_responses.csv": "response_id,kind,sent_at\nS-4,csat,2024-03-04 11:00:00\n"},
        select=["cpi_customer_satisfaction", "cpi_survey_response_rate", "kpi_tickets_created"],
    )  # fmt: skip


def test_the_last_answer_to_a_survey_counts(surveys: Case) -> None:
    found = surveys.table("marts.fct_survey_responses", "score", "responded_at::varchar", by="response_id")
    assert found["S-1"] == (5, "2024-03-07 09:00:00")


def test_a_score_without_a_time_of_answer_is_an_answer(surveys: Case) -> None:
    found = surveys.table("marts.fct_survey_responses", "score", "responded_at::varchar", by="response_id")
    assert found["S-2"] == (5, "2024-03-04 11:10:00")
    assert surveys.rows("""
        select distinct date_trunc('month', observed_at)::date::varchar, sum(numerator) over (), count(*) over ()
        from marts.cpi_customer_satisfaction
    """) == [("2024-03-01", 2, 3)]
    answered = surveys.table("marts.cpi_survey_response_rate", "numerator", by="subject_id")
    assert answered == {"S-1": 1, "S-2": 1, "S-3": 1, "S-4": 0}


def test_a_ticket_that_is_deleted_in_the_year_9999_counts(surveys: Case) -> None:
    assert surveys.rows("select subject_id, numerator from marts.kpi_tickets_created") == [("SENT-1", 1)]
