"""The demo company in Zendesk's shape gives the figures that it gives in the plain contract, in every cell."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from customer_performance.demo.generate import generate
from customer_performance.demo.shapes import SHAPES
from tests.support.reduced import read, renumber
from tests.support.retold import (
    ADVANCED,
    OBSERVATION,
    cells,
    observations,
    readiness,
    ready_without,
    same_cells,
)
from tests.support.zendesk_reduced import reduce_to_zendesk

AS_OF = "2025-12-17 18:30:00"
# What Zendesk with Talk can carry: tickets, types, business hours, targets, ratings, calls.
CARRIED = {
    "cpi_complaint_rate", "cpi_contact_effort", "cpi_customer_satisfaction", "cpi_first_contact_resolution",
    "cpi_issue_exposure", "cpi_longest_silence", "cpi_off_hours_response_time", "cpi_one_touch_resolution",
    "cpi_reopen_rate", "cpi_repeat_contact_rate", "cpi_survey_response_rate", "cpi_transfer_free_resolution",
    "kpi_backlog_age", "kpi_backlog_age_p90", "kpi_call_abandonment_rate", "kpi_calls_per_agent_hour",
    "kpi_first_response_business_time", "kpi_first_response_time", "kpi_first_response_time_mean",
    "kpi_first_response_time_p90", "kpi_handle_time", "kpi_oldest_unanswered", "kpi_queue_time",
    "kpi_resolution_business_time", "kpi_resolution_time", "kpi_resolution_time_mean",
    "kpi_resolution_time_net_of_customer", "kpi_resolution_time_p90", "kpi_service_level", "kpi_sla_attainment",
    "kpi_sla_first_response", "kpi_sla_resolution", "kpi_speed_of_answer", "kpi_ticket_backlog",
    "kpi_tickets_created", "kpi_tickets_solved", "kpi_unanswered_tickets",
}  # fmt: skip

OF_CALLS = {
    "kpi_call_abandonment_rate", "kpi_calls_per_agent_hour", "kpi_handle_time", "kpi_service_level",
    "kpi_speed_of_answer",
}  # fmt: skip


@pytest.fixture(scope="module")
def company(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("company")
    generate(out, tickets=600, shape="zendesk")
    reduce_to_zendesk(out / "plain", out / "reduced")
    return out


@pytest.fixture(scope="module")
def built(cases, company) -> dict:
    """The same company twice: as Zendesk has it, and what Zendesk can know of it in the plain contract."""
    said = {"select": ["metric_values", "metric_readiness"], "as_of": AS_OF, **SHAPES["zendesk"].variables}
    return {
        "plain": cases.build(company / "reduced", **said),
        "zendesk": cases.build(company / "landing", **said),
    }


def test_zendesk_gives_exactly_the_metrics_that_it_can_carry(built):
    found = readiness(built["zendesk"])
    assert {metric for metric, (ready, *_) in found.items() if ready == "ready"} == CARRIED
    assert {metric for metric, (*_, has_values) in found.items() if has_values} == CARRIED
    for metric, (ready, missing, _) in found.items():
        if metric not in CARRIED | ADVANCED:
            assert ready in ("partial", "missing"), metric
            assert missing, metric


def test_zendesk_without_talk_lacks_what_is_made_of_calls(cases, company, tmp_path):
    said = {"as_of": AS_OF, **SHAPES["zendesk"].variables}
    assert ready_without(cases, company / "landing", tmp_path, ["calls", "legs"], said) == CARRIED - OF_CALLS


def test_every_cell_is_the_same(built):
    # A rating of a ticket has no other touchpoint. Groups have no lead, whose values were pseudonyms of other ids.
    plain, zendesk = (cells(built[name], "lead", "touchpoint") for name in ("plain", "zendesk"))
    assert set(plain.index.get_level_values("metric_id")) == CARRIED
    same_cells(plain, zendesk)


def test_every_ticket_counts_the_same_in_every_metric(built):
    plain, zendesk = (observations(built[name]) for name in ("plain", "zendesk"))
    ours = plain[plain["subject_id"].str.fullmatch(r"\d{8}")]
    theirs = zendesk[zendesk["metric_id"].isin(ours["metric_id"])]
    numbers = theirs["subject_id"].map(lambda subject: re.fullmatch(r"zendesk/(\d+)", subject)[1].zfill(8))
    counted = ours.sort_values(OBSERVATION).reset_index(drop=True)
    assert len(counted) > 5000
    pd.testing.assert_frame_equal(
        theirs.assign(subject_id=numbers).sort_values(OBSERVATION).reset_index(drop=True), counted, rtol=1e-9
    )


def test_two_exports_with_ids_from_1_give_the_sum_of_both(cases, company, built, tmp_path):
    plain, both = tmp_path / "plain", tmp_path / "both"
    renumber(company / "reduced", plain)
    shutil.copytree(company / "landing", both)
    shutil.copytree(plain, both, dirs_exist_ok=True)
    assert read(both, "tickets")["ticket_id"].min() == "1"
    said = {"select": ["metric_observations"], "as_of": AS_OF, **SHAPES["zendesk"].variables}
    together, alone = (sums(observations(cases.build(landing, **said))) for landing in (both, plain))
    assert len(together) > 25
    pd.testing.assert_frame_equal(together, alone + sums(observations(built["zendesk"])), rtol=1e-9)


def sums(rows: pd.DataFrame) -> pd.DataFrame:
    """Of each metric: its observations, and the sums of their parts."""
    parts = rows.astype({"numerator": float, "denominator": float}).groupby("metric_id")
    return parts.agg(
        observations=("subject_id", "size"),
        numerator=("numerator", "sum"),
        denominator=("denominator", "sum"),
    )
