"""Cases of Salesforce, by the names of two loaders and with ids of two lengths, against a walk through their lives."""

import pytest

from tests.oracles.salesforce_cases import facts_of
from tests.support import salesforce_cases as made

BOTS = {made.SITE}


@pytest.fixture(scope="module")
def lives() -> list[made.Case]:
    return made.make_cases(600, seed=18)


@pytest.fixture(scope="module")
def warehouse(cases, lives):
    return cases.build(
        made.landed(lives, seed=15),
        select=["int_ticket_solves", "int_ticket_assignments", "int_tickets", "int_teams"],
        as_of="2025-03-01",
        salesforce={"automated_users": [made.SITE[:15]]},
    )


@pytest.fixture(scope="module")
def found(warehouse) -> dict[str, tuple]:
    rows = warehouse.rows("""
        select
            tickets.ticket_id, solves.first_solved_at, solves.last_solved_at, coalesce(solves.reopen_count, 0),
            assignments.first_assigned_at, coalesce(assignments.transfer_count, 0), records.landed_agent_id,
            tickets.team_id
        from intermediate.int_tickets as tickets
        left join intermediate.int_ticket_records as records using (ticket_id)
        left join intermediate.int_ticket_solves as solves using (ticket_id)
        left join intermediate.int_ticket_assignments as assignments using (ticket_id)
    """)
    return {bare(ticket_id): tuple(values) for ticket_id, *values in rows}


def bare(identity: str | None) -> str | None:
    return identity and identity.removeprefix("salesforce/")


def test_there_is_all_that_makes_histories_hard(lives):
    facts = [facts_of(case.statuses, case.owners, BOTS) for case in lives]
    assert sum(case.is_old for case in lives) > 100
    assert sum(each.reopenings > 1 for each in facts) > 30
    assert sum(each.handovers > 1 for each in facts) > 50
    assert sum(case.statuses[0][1] == "Closed" for case in lives) > 30
    assert sum(len(case.owners) > 1 and case.owners[1][0] == case.created for case in lives) > 50


def test_each_case_is_one_ticket_with_an_id_of_18_characters(found, lives):
    assert found.keys() == {case.id for case in lives}


def test_cases_whose_whole_history_is_told_agree(found, lives):
    compared = 0
    for case in lives:
        if case.is_old:
            continue
        facts = facts_of(case.statuses, case.owners, BOTS)
        first, last, reopenings, assigned, handovers, agent, team = found[case.id]
        assert (first, last, reopenings) == (facts.first_solve, facts.last_solve, facts.reopenings), case
        assert (assigned, handovers) == (facts.first_assigned, facts.handovers), case
        assert (bare(agent), bare(team)) == (facts.agent, facts.team), case
        compared += 1
    assert compared > 300


def test_a_closed_case_of_which_no_status_is_told_has_one_solve_and_no_reopening(found, lives, warehouse):
    told = {bare(ticket) for (ticket,) in warehouse.rows(
        "select distinct ticket_id from intermediate.int_ticket_events where field = 'status'"
    )}  # fmt: skip
    untold = [case for case in lives if case.is_old and case.id not in told]
    ends = [case for case in untold if case.statuses[-1][1] in made.CLOSED]
    assert len(ends) > 10
    for case in ends:
        assert found[case.id][:3] == (made.last_close(case), made.last_close(case), 0), case
    (known,) = warehouse.rows(
        "select count(*) from intermediate.int_ticket_solves where is_from_history and ticket_id in ("
        + ", ".join(f"'salesforce/{case.id}'" for case in ends) + ")"
    )  # fmt: skip
    assert known == (0,)


def test_both_spellings_in_one_file_are_one_column(warehouse):
    rows = warehouse.rows("select word, status from staging.base_salesforce__status_words where word in "
                          "('new', 'working', 'waiting on customer', 'closed', 'solution provided')")  # fmt: skip
    assert dict(rows) == {
        "new": "new", "working": None, "waiting on customer": None, "closed": "solved", "solution provided": "solved",
    }  # fmt: skip


def test_ids_of_15_characters_are_those_of_18(warehouse, lives):
    (short,) = warehouse.rows("select count(*) from raw_salesforce.case_history where length(case_id) = 15")
    assert short[0] > 500
    events = warehouse.rows(
        "select count(*) from intermediate.int_ticket_events where length(ticket_id) <> 29"
    )
    assert events == [(0,)]
    assert {bare(team) for (team,) in warehouse.rows("select team_id from intermediate.int_teams")} == set(
        made.QUEUES
    )
