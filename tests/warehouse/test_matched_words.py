"""Words that two tables are compared by: from the bytes of a file to the target that a ticket is judged by."""

from tests.support.cases import Cases


def test_words_of_policies_are_matched_in_any_case(cases: Cases) -> None:
    case = cases.build("priority-case", select=["fct_tickets", "fct_sla_targets", "data_quality_exceptions"])
    targets = case.rows("select policy_id, target_minutes, is_kept, priority from marts.fct_sla_targets")
    assert targets == [("p1", 15, False, "High")]
    assert case.rows("select first_reply_seconds from marts.fct_tickets") == [(1800,)]
    assert case.exceptions("policy_without_tickets") == [("sla_policies", "p2")]
