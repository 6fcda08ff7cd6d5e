"""What nobody could have seen is unknown: small companies whose data do not tell of something."""

from collections.abc import Iterable

import pytest

from tests.support.cases import Cases

TICKETS = "ticket_id,account_id,contact_id,channel,ticket_type,priority,status,created_at"


def csv(header: str, rows: Iterable[tuple]) -> str:
    return "\n".join([header, *(",".join(str(value) for value in row) for row in rows)]) + "\n"


def left_out(case, metric: str) -> dict[str | None, int]:
    """How many subjects a metric has for each reason; None: those that it counts."""
    return dict(case.rows(f"select unknown_because, count(*) from marts.{metric} group by unknown_because"))


def readiness(case, metric: str) -> tuple:
    columns = "readiness, has_values, missing_inputs"
    (found,) = case.rows(f"select {columns} from marts.metric_readiness where metric_id = '{metric}'")
    return found


def solved_tickets(source: str, contact: str = "", columns: str = "", values: tuple = ()) -> str:
    rows = [
        (f"{source}-{day}", f"{source}-acme", contact and f"{source}-{contact}-{day % 4}", "mail", "question", "low",
         "solved", f"2024-03-{day:02} 09:00", *values, f"2024-03-{day:02} 12:00")
        for day in range(1, 21)
    ]  # fmt: skip
    return csv(f"{TICKETS}{columns},solved_at", rows)


@pytest.fixture(scope="module")
def bare(cases: Cases):
    """Twenty tickets, solved, and nothing else: no contacts, no events, no messages."""
    return cases.build({"tickets.csv": solved_tickets("bare")}, select=["metric_readiness"])


@pytest.mark.parametrize(
    ("metric", "reason"),
    [
        ("cpi_repeat_contact_rate", "no_contact"),
        ("cpi_transfer_free_resolution", "not_told"),
        ("cpi_reopen_rate", "not_told"),
        ("cpi_first_contact_resolution", "no_contact"),
        ("cpi_one_touch_resolution", "not_told"),
        ("cpi_contact_effort", "no_contact"),
        ("cpi_longest_silence", "not_told"),
        ("kpi_first_response_time", "not_told"),
        ("kpi_queue_time", "not_told"),
        ("kpi_resolution_time_net_of_customer", "not_told"),
    ],
)
def test_a_company_that_tells_of_nothing_has_no_such_figure(bare, metric, reason):
    assert left_out(bare, metric) == {reason: 20}
    assert readiness(bare, metric)[:2] != ("ready", True)
    assert bare.rows(f"select count(*) from marts.metric_values where metric_id = '{metric}'") == [(0,)]


def test_what_is_told_has_values(bare):
    assert left_out(bare, "kpi_resolution_time") == {None: 20}
    assert readiness(bare, "kpi_resolution_time") == ("ready", True, None)


def test_a_company_with_contacts_has_repeat_contacts(cases: Cases):
    case = cases.build(
        {"tickets.csv": solved_tickets("known", contact="person")}, select=["cpi_repeat_contact_rate"]
    )
    assert left_out(case, "cpi_repeat_contact_rate") == {None: 20}
    # every fourth day the same person is back, but in the last four days of the table
    assert case.rows("select sum(numerator) from marts.cpi_repeat_contact_rate") == [(16,)]


def test_closed_is_as_good_as_solved(cases: Cases):
    tickets = solved_tickets("closed").replace("solved_at", "closed_at")
    case = cases.build({"tickets.csv": tickets}, select=["metric_readiness"])
    assert left_out(case, "kpi_resolution_time") == {None: 20}
    assert readiness(case, "kpi_resolution_time") == ("ready", True, None)


def test_german_types_are_understood(cases: Cases):
    """Acme complains in March, Umbra asks; both are accounts from the beginning."""
    tickets = csv(
        TICKETS,
        [("de-1", "acme", "p", "mail", "Beschwerde", "low", "open", "2024-03-01 09:00"),
         ("de-2", "umbra", "q", "mail", "Frage", "low", "open", "2024-03-03 09:00"),
         ("de-3", "umbra", "q", "mail", "Störung", "low", "open", "2024-05-03 09:00")],
    )  # fmt: skip
    accounts = csv("account_id,created_at", [("acme", "2024-01-01"), ("umbra", "2024-01-01")])
    case = cases.build(
        {"tickets.csv": tickets, "accounts.csv": accounts},
        select=["cpi_complaint_rate", "cpi_issue_exposure"],
        as_of="2024-06-02",
    )
    counted = case.rows(
        "select cast(date_trunc('month', observed_at) as date)::varchar, sum(numerator), count(numerator) "
        "from marts.cpi_complaint_rate group by 1 having count(numerator) > 0 order by 1"
    )
    assert counted == [("2024-03-01", 1, 2), ("2024-04-01", 0, 2), ("2024-05-01", 0, 2)]
    # nobody ever said a word for a bug
    assert set(left_out(case, "cpi_issue_exposure")) == {"not_told"}


def test_words_that_nobody_understands_are_no_missing_complaints(cases: Cases):
    tickets = csv(
        TICKETS,
        [
            (f"odd-{n}", "acme", "p", "mail", "Anliegen", "low", "open", f"2024-03-{n:02} 09:00")
            for n in range(1, 6)
        ],
    )
    accounts = csv("account_id,created_at", [("acme", "2024-01-01")])
    case = cases.build(
        {"tickets.csv": tickets, "accounts.csv": accounts},
        select=["cpi_complaint_rate", "data_quality_exceptions"],
        as_of="2024-06-02",
    )
    assert set(left_out(case, "cpi_complaint_rate")) == {"not_told"}
    assert len(case.exceptions("unknown_type")) == 5


def test_a_source_may_say_that_it_tells_of_complaints(cases: Cases):
    tickets = csv(TICKETS, [("quiet-1", "acme", "p", "mail", "question", "low", "open", "2024-03-02 09:00")])
    accounts = csv("account_id,created_at", [("acme", "2024-01-01")])
    case = cases.build(
        {"tickets.csv": tickets, "accounts.csv": accounts, "source.yml": "tells: [complaint]\n"},
        select=["cpi_complaint_rate"],
        as_of="2024-06-02",
    )
    assert set(left_out(case, "cpi_complaint_rate")) == {None}


def test_a_phone_channel_without_messages_breaks_no_promise(cases: Cases):
    """5,000 tickets by phone, of which three have a message; twenty by mail, of which four have none."""
    phone = [
        (f"phone-{n}", "acme", "p", "Phone", "question", "low", "solved", f"2024-03-{n % 28 + 1:02} 09:00",
         f"2024-03-{n % 28 + 1:02} 09:30")
        for n in range(5000)
    ]  # fmt: skip
    mail = [
        (f"mail-{n}", "acme", "p", "mail", "question", "low", "solved", f"2024-03-{n + 1:02} 09:00",
         f"2024-03-{n + 1:02} 12:00")
        for n in range(20)
    ]  # fmt: skip
    messages = [(f"m-{n}", f"mail-{n}", f"2024-03-{n + 1:02} 09:10", "agent") for n in range(16)]
    messages += [(f"p-{n}", f"phone-{n}", f"2024-03-{n + 1:02} 09:10", "agent") for n in (1, 2, 3)]
    case = cases.build(
        {
            "tickets.csv": csv(f"{TICKETS},solved_at", phone + mail),
            "ticket_messages.csv": csv("message_id,ticket_id,sent_at,author_type", messages),
            "sla_policies.csv": csv(
                "policy_id,metric,target_minutes,in_business_hours",
                [("answer", "first_response", 15, "false")],
            ),
        },
        select=["kpi_sla_first_response"],
    )
    found = case.rows("""
        select lower(channel), count(*) filter (where numerator = 1), count(*) filter (where numerator = 0),
            count(*) filter (where unknown_because = 'not_told')
        from marts.kpi_sla_first_response group by 1 order by 1
    """)
    assert found == [("mail", 16, 4, 0), ("phone", 2, 0, 4998)]


def test_a_contact_with_too_many_tickets_is_not_one_person(cases: Cases):
    rows = [
        (f"many-{n}", "acme", "desk" if n < 51 else "ada", "mail", "question", "low", "solved",
         f"2024-03-{n % 28 + 1:02} 09:00", f"2024-03-{n % 28 + 1:02} 12:00")
        for n in range(60)
    ]  # fmt: skip
    case = cases.build(
        {"tickets.csv": csv(f"{TICKETS},solved_at", rows)},
        select=["cpi_repeat_contact_rate"],
    )
    assert left_out(case, "cpi_repeat_contact_rate") == {"shared_contact": 51, None: 9}
