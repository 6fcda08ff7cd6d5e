"""The demo company in Salesforce's shape gives the figures that it gives in the plain contract, in every cell."""

from pathlib import Path

import pytest

from customer_performance.demo.generate import generate
from customer_performance.demo.shapes import SHAPES
from tests.support.retold import ADVANCED, cells, readiness, ready_without, same_cells
from tests.support.salesforce_reduced import reduce_to_salesforce

AS_OF = "2025-12-17 18:30:00"
# What Salesforce can carry: cases, types, business hours, milestones, contracts and orders.
READY = {
    "cpi_complaint_rate", "cpi_contact_effort", "cpi_first_contact_resolution", "cpi_issue_exposure",
    "cpi_longest_silence", "cpi_off_hours_response_time", "cpi_one_touch_resolution",
    "cpi_reopen_rate", "cpi_repeat_contact_rate", "cpi_transfer_free_resolution",
    "kpi_backlog_age", "kpi_backlog_age_p90", "kpi_customer_churn_rate", "kpi_customer_churn_rate_12m",
    "kpi_customer_lifetime_value", "kpi_customer_retention_rate", "kpi_first_response_business_time",
    "kpi_first_response_time", "kpi_first_response_time_mean", "kpi_first_response_time_p90",
    "kpi_new_customers", "kpi_oldest_unanswered", "kpi_post_contact_churn_rate", "kpi_queue_time",
    "kpi_renewal_rate", "kpi_repeat_purchase_rate", "kpi_resolution_business_time", "kpi_resolution_time",
    "kpi_resolution_time_mean", "kpi_resolution_time_net_of_customer", "kpi_resolution_time_p90",
    "kpi_sla_attainment", "kpi_sla_first_response", "kpi_sla_resolution", "kpi_ticket_backlog",
    "kpi_tickets_created", "kpi_tickets_solved", "kpi_unanswered_tickets",
}  # fmt: skip

OF_MILESTONES = {"kpi_sla_attainment", "kpi_sla_first_response", "kpi_sla_resolution"}


@pytest.fixture(scope="module")
def company(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("company")
    generate(out, tickets=600, shape="salesforce")
    reduce_to_salesforce(out / "plain", out / "reduced")
    return out


@pytest.fixture(scope="module")
def built(cases, company) -> dict:
    """The same company twice: as Salesforce has it, and what Salesforce can know of it in the plain contract."""
    said = {"select": ["metric_values", "metric_readiness"], "as_of": AS_OF, **SHAPES["salesforce"].variables}
    return {
        "plain": cases.build(company / "reduced", **said),
        "salesforce": cases.build(company / "landing", **said),
    }


def test_salesforce_gives_exactly_the_metrics_that_it_can_carry(built):
    found = readiness(built["salesforce"])
    assert {metric for metric, (ready, *_) in found.items() if ready == "ready"} == READY
    assert {metric for metric, (*_, has_values) in found.items() if has_values} == READY
    for metric, (ready, missing, _) in found.items():
        if metric not in READY | ADVANCED:
            assert ready in ("partial", "missing"), metric
            assert missing, metric


def test_salesforce_without_milestones_lacks_what_is_made_of_targets(cases, company, tmp_path):
    said = {"as_of": AS_OF, **SHAPES["salesforce"].variables}
    lacking = ["case_milestone", "milestone_type"]
    assert ready_without(cases, company / "landing", tmp_path, lacking, said) == READY - OF_MILESTONES


def test_every_cell_is_the_same(built):
    # Queues have no lead, and its values were pseudonyms of ids that differ.
    plain, salesforce = (cells(built[name], "lead") for name in ("plain", "salesforce"))
    assert set(plain.index.get_level_values("metric_id")) == READY
    same_cells(plain, salesforce)
