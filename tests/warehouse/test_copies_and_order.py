"""Rows that come twice, and what happens at one instant: from the bytes of a file to what is counted of them."""

from tests.support.cases import Cases


def test_a_later_file_is_newer_than_an_earlier_one(cases: Cases) -> None:
    case = cases.build("same-id-in-two-files", select=["fct_tickets"])
    found = case.table("marts.fct_tickets", "status", "priority", "resolution_seconds", by="ticket_id")
    assert found == {"EXP-1": ("solved", "normal", 86400.0), "EXP-2": ("open", "urgent", None)}
