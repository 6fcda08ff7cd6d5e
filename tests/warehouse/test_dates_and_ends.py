"""A date without a time of day tells no hours, and a call of which nobody knows the end is left out with a reason."""

from tests.support.cases import Cases

CALLS = "call_id,contact_id,agent_id,direction,outcome,queued_at,answered_at,ended_at\n"


def reasons(case, metric: str, subject: str = "subject_id") -> dict:
    return dict(case.rows(f"select {subject}, unknown_because from marts.{metric}"))


def test_calls_without_an_end_or_a_time_of_day(cases: Cases):
    case = cases.build(
        {
            "calls.csv": CALLS
            + "whole,ada,ann,inbound,answered,2024-03-01 09:00:00,2024-03-01 09:00:10,2024-03-01 09:10\n"
            + "no end,bob,ann,inbound,answered,2024-03-01 09:00:00,2024-03-01 09:00:10,\n"
            + "some day,cid,ann,inbound,answered,2024-03-02,2024-03-02,2024-03-02\n"
            + "left,dan,,inbound,abandoned,2024-03-01 08:00:00,,2024-03-01\n",
            "agents.csv": "agent_id,name,hourly_cost\nann,Ann,36\n",
        },
        select=[
            "kpi_handle_time", "kpi_speed_of_answer", "kpi_service_level", "kpi_cost_per_contact",
            "kpi_call_abandonment_rate", "cpi_first_contact_resolution", "data_quality_exceptions",
        ],
        as_of="2024-04-01",
    )  # fmt: skip
    known = {"whole": None, "no end": "not_told", "some day": "no_time_of_day"}
    of_calls = {f"call/{call}": reason for call, reason in known.items()}
    assert reasons(case, "kpi_handle_time") == known
    assert reasons(case, "kpi_cost_per_contact") == of_calls
    assert reasons(case, "cpi_first_contact_resolution") == of_calls
    assert reasons(case, "kpi_speed_of_answer") == {
        "whole": None,
        "no end": None,
        "some day": "no_time_of_day",
    }
    assert reasons(case, "kpi_service_level") == {**reasons(case, "kpi_speed_of_answer"), "left": None}
    # that somebody left is known, though not when
    assert reasons(case, "kpi_call_abandonment_rate") == dict.fromkeys([*known, "left"])
    assert case.rows("select sum(numerator) from marts.kpi_call_abandonment_rate") == [(1,)]
    # nor is a day before one of its own hours
    assert case.exceptions("ended_before_start") == []


def test_a_company_without_ends_of_calls_has_no_such_figure(cases: Cases):
    rows = "".join(
        f"{n},p{n},ann,inbound,answered,2024-03-{n:02} 09:00:00,2024-03-{n:02} 09:00:10,\n"
        for n in range(1, 29)
    )
    case = cases.build(
        {"calls.csv": CALLS + rows, "agents.csv": "agent_id,name,hourly_cost\nann,Ann,36\n"},
        select=["metric_readiness"],
        as_of="2024-05-01",
    )
    for metric in ("cpi_first_contact_resolution", "kpi_cost_per_contact", "kpi_handle_time"):
        assert case.rows(
            "select has_values, left_out, left_out_share, left_out_because from marts.metric_readiness "
            f"where metric_id = '{metric}'"
        ) == [(False, 28, 1, "not_told 28")], metric


def test_quotes_of_days_have_no_hours(cases: Cases):
    quotes = (
        "quote_id,account_id,status,requested_at,sent_at,decided_at\n"
        "hours,acme,open,2024-03-01 09:00,2024-03-01 12:00,\n"
        "days,acme,open,2024-03-01,2024-03-02,\n"
        "waiting,acme,open,2024-03-01,,\n"
        "said yes,acme,accepted,2024-03-01 09:00,,2024-03-02 09:00\n"
    )
    case = cases.build(
        {"quotes.csv": quotes},
        select=["cpi_quote_turnaround", "cpi_quote_unanswered_rate"],
        as_of="2024-04-01",
    )
    unknown = {"hours": None, "days": "no_time_of_day", "said yes": "not_told"}
    assert reasons(case, "cpi_quote_turnaround") == unknown
    assert reasons(case, "cpi_quote_unanswered_rate") == {**unknown, "waiting": None}


TICKETS = "ticket_id,contact_id,channel,status,created_by,created_at,first_response_at,solved_at\n"


def test_who_was_helped_at_once_is_owed_no_first_response(cases: Cases):
    """By mail, the customer wrote, and a solve at once is no answer."""
    solved_at_once = ",solved,{},2024-03-01 09:00:00,,2024-03-01 09:00:00\n"
    rows = [
        "phone,p1,Phone " + solved_at_once.format("customer"),
        "counter,p2,walk-in" + solved_at_once.format("customer"),
        "machine,p3,mail" + solved_at_once.format("system"),
        "mail,p4,mail" + solved_at_once.format("customer"),
        "phone later,p5,Phone,solved,customer,2024-03-01 09:00:00,,2024-03-01 09:00:01\n",
        "phone some day,p6,Phone,solved,customer,2024-03-01,,2024-03-01\n",
    ]
    policies = "policy_id,metric,target_minutes,in_business_hours\nanswer,first_response,15,false\n"
    case = cases.build(
        {"tickets.csv": TICKETS + "".join(rows), "sla_policies.csv": policies},
        select=["fct_tickets", "fct_sla_targets", "kpi_first_response_time", "cpi_off_hours_response_time"],
        as_of="2024-04-01",
    )
    flags = case.table("marts.fct_tickets", "is_solved_on_arrival", by="ticket_id")
    assert {ticket for ticket, flag in flags.items() if flag} == {"phone", "counter", "machine"}
    owed = {"mail", "phone later", "phone some day"}
    assert set(reasons(case, "kpi_first_response_time")) == owed
    assert {ticket for (ticket,) in case.rows("select ticket_id from marts.fct_sla_targets")} == owed


def test_tickets_of_days_have_no_hours(cases: Cases):
    rows = [
        "hours,p1,mail,solved,customer,2024-03-01 09:00,2024-03-01 10:00,2024-03-01 11:00\n",
        "days,p2,mail,solved,customer,2024-03-01,2024-03-02,2024-03-03\n",
        "answered that day,p3,mail,solved,customer,2024-03-01 09:00,2024-03-01,2024-03-01 11:00\n",
        "solved that day,p4,mail,solved,customer,2024-03-01 09:00,2024-03-01 10:00,2024-03-01\n",
    ]
    policies = (
        "policy_id,metric,target_minutes,in_business_hours\n"
        "answer,first_response,90,false\nsolve,resolution,90,false\n"
    )
    case = cases.build(
        {"tickets.csv": TICKETS + "".join(rows), "sla_policies.csv": policies},
        select=[
            "kpi_first_response_time", "kpi_resolution_time", "kpi_sla_first_response", "kpi_sla_resolution",
            "kpi_tickets_solved", "fct_ticket_open_spans", "data_quality_exceptions",
        ],
        as_of="2024-04-01",
    )  # fmt: skip
    lost = "no_time_of_day"
    assert reasons(case, "kpi_first_response_time") == {
        "hours": None, "days": lost, "answered that day": lost, "solved that day": None,
    }  # fmt: skip
    assert reasons(case, "kpi_resolution_time") == {
        "hours": None, "days": lost, "answered that day": None, "solved that day": lost,
    }  # fmt: skip
    kept = (
        "select ticket_id, metric, is_kept, is_kept_unknown_because from marts.fct_sla_targets order by all"
    )
    assert case.rows(kept) == [
        ("answered that day", "first_response", None, lost),
        ("answered that day", "resolution", False, None),
        ("days", "first_response", None, lost),
        ("days", "resolution", None, lost),
        ("hours", "first_response", True, None),
        ("hours", "resolution", False, None),
        ("solved that day", "first_response", True, None),
        ("solved that day", "resolution", None, lost),
    ]
    # they were solved all the same, and none before it was opened
    assert case.rows("select count(*) from marts.kpi_tickets_solved") == [(4,)]
    assert case.exceptions("solved_before_creation") == case.exceptions("reply_before_creation") == []
