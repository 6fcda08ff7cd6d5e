"""What suites take from the contract."""

from customer_performance.guard.contract_facts import facts, filled


def test_a_suite_knows_the_tickets_of_every_source():
    asked = filled("select count(*) from ({ticket_ids}) where {batch} in ({ticket_tables})", "t")
    assert asked == (
        "select count(*) from (select ticket_id as ticket_id from raw.tickets union all "
        "select id as ticket_id from raw_salesforce.case union all "
        "select number as ticket_id from raw_servicenow.incident_history union all "
        "select id as ticket_id from raw_zendesk.ticket) "
        "where t in ('raw.tickets', 'raw_salesforce.case', 'raw_servicenow.incident_history', 'raw_zendesk.ticket')"
    )


def test_a_suite_knows_which_rows_say_nothing_without_others():
    assert "('raw.order_claims', 'raw.orders')" in facts()["{parts}"]
    assert (
        "'raw.calls'" not in facts()["{parts}"]
    )  # a call may belong to a ticket, and says enough without one
