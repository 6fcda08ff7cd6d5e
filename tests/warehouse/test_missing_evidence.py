"""Without some of its evidence, a company has the same figures of what is still known, and none of the rest."""

import os

import pytest

from tests.support.evidence_trials import facts_of, faults, trial
from tests.support.missing_evidence import METRICS, Whole

SEEDS = [int(seed) for seed in os.environ.get("CUSTOMER_PERFORMANCE_SEEDS", "1 2 3").split()]


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Whole:
    return Whole(tmp_path_factory.mktemp("whole"))


@pytest.mark.slow
def test_the_company_is_whole(whole):
    """A metric of which nothing is known could not be wrong in any trial."""
    assert [metric for metric in METRICS if not whole.rows[metric].known] == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_known_is_right(whole, seed):
    verdicts = trial(whole, seed)
    assert faults(verdicts) == {}
    # most metrics read nothing of what was taken, or know as much as before of what came after it
    assert sum(bool(verdict.share) for verdict in verdicts.values()) > len(METRICS) / 2


# What docs/promises.md says of these columns, where they are absent.
DEFAULTS = {
    "tickets.is_spam": "false",
    "tickets.created_by": "'customer'",
    "ticket_messages.is_public": "true",
    "accounts.is_test": "false",
    "subscriptions.is_one_off": "false",
    "tickets.deleted_at": "null",
    "accounts.deleted_at": "null",
    "contacts.deleted_at": "null",
    "tickets.merged_into_ticket_id": "null",
    "tickets.product_area": "'the only one'",
}
OF_CALLS = {"fct_calls", "fct_agent_days"}


def filled(value_of: dict[str, str]) -> list[str]:
    tables = {name: name.split(".") for name in value_of}
    return [f"update raw.{table} set {column} = {value_of[name]}" for name, (table, column) in tables.items()]


@pytest.mark.slow
def test_absence_means_what_the_contract_says(whole):
    """Columns that never landed are as if they had their defaults everywhere, an unknown agent is as one of whom
    nothing is known, and calls without a contact are for tickets as if nobody had called."""
    absent = whole.changed(
        [
            *filled(dict.fromkeys(DEFAULTS, "null")),
            "delete from raw.agents",
            "update raw.calls set contact_id = null",
        ]
    )
    said = whole.changed(
        [
            *filled(DEFAULTS),
            "update raw.agents set is_bot = false, hourly_cost = null, team_id = null",
            "delete from raw.calls",
        ]
    )
    for metric in METRICS:
        if not facts_of(metric) & OF_CALLS:
            assert absent[metric] == said[metric], metric
    tickets = whole.column("select ticket_id from raw.tickets")
    assert absent["kpi_tickets_created"].subjects == tickets > whole.rows["kpi_tickets_created"].subjects
    assert not absent["kpi_cost_per_contact"].known
    resolved = [
        {row for row in found["cpi_first_contact_resolution"].known if row[0] in tickets}
        for found in (absent, said)
    ]
    assert resolved[0] == resolved[1] != set()
