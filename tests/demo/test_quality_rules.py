"""The rules at the gates catch what they are for: each critical one fails when its fault is there, and no other."""

import contextlib
import shutil

import duckdb
import pytest

from customer_performance.core.contract import PLAIN, load_contract
from customer_performance.core.errors import RunError
from customer_performance.core.paths import PROJECT, Layout
from customer_performance.guard.run import guard
from customer_performance.guard.suites import read_suites
from customer_performance.land.land import land

SUITES = ("files_billing", "files_contact_centre", "files_portal")
TABLES = load_contract()[PLAIN]
# A hundred rows of each table, by what the contract says of its columns, and these: i counts the rows, and moment is
# the day of 2024 with that number.
SOUND = {
    "tickets": {},
    "agents": {},
    "subscriptions": {"mrr": "10", "ended_at": "if(i % 2 = 0, moment + interval 1 year, null)"},
    "subscription_changes": {},
    "orders": {"delivered_at": "moment", "amount": "9"},
    "order_claims": {"claimed_at": "moment", "kind": "'Damage'"},
    "payment_options": {},
    "quotes": {"sent_at": "moment", "status": "'Accepted'"},
    "referrals": {},
    "value_events": {},
    "articles": {"title": "'how to'"},
    "portal_sessions": {"contact_id": "'P'", "ended_at": "moment"},
    "article_views": {"dwell_seconds": "40"},
    "usage_events": {},
    "calls": {"answered_at": "moment", "direction": "'Inbound'"},
    "agent_shifts": {"ended_at": "moment + interval 8 hours"},
    "qa_reviews": {},
    "service_uptime": {"agreed_minutes": "1440", "down_minutes": "i"},
}
OF_TYPES = {"timestamp": "moment", "date": "cast(moment as date)", "varchar": "'some'"}
OLD = "timestamp '1970-01-01'"
SOON = "timestamp '2999-01-01'"
# What is wrong, by the column that the rule names, or a word of its query.
FAULTS = {
    "subscriptions": {
        "column=started_at": f"started_at = {OLD}",
        "column_B=started_at, or_equal=True, mostly": f"started_at = {SOON}, ended_at = null",
        "column_A=ended_at, column_B=started_at": "ended_at = started_at - interval 1 day",
        "count_if(ended_at": "ended_at = started_at + interval 1 day where true",
    },
    "subscription_changes": {"column=changed_at": f"changed_at = {OLD}"},
    "orders": {
        "column=ordered_at": f"ordered_at = {OLD}",
        "column_B=ordered_at, or_equal=True, mostly": f"ordered_at = {SOON}",
    },
    "order_claims": {"kind": "kind = 'broken'"},
    "quotes": {
        "column=requested_at": f"requested_at = {OLD}",
        "column_B=requested_at, or_equal=True, mostly": f"requested_at = {SOON}",
        "status": "status = 'won'",
    },
    "referrals": {
        "column=referred_at": f"referred_at = {OLD}",
        "column_B=referred_at, or_equal=True, mostly": f"referred_at = {SOON}",
    },
    "value_events": {
        "column=occurred_at": f"occurred_at = {OLD}",
        "column_B=occurred_at": f"occurred_at = {SOON}",
    },
    "portal_sessions": {
        "column=started_at": f"started_at = {OLD}",
        "column_B=started_at, or_equal=True, mostly": f"started_at = {SOON}, ended_at = null",
        "column_A=ended_at": "ended_at = started_at - interval 1 minute",
    },
    "article_views": {
        "column=viewed_at": f"viewed_at = {OLD}",
        "column_B=viewed_at": f"viewed_at = {SOON}",
        "column=dwell_seconds": "dwell_seconds = 40000",
    },
    "usage_events": {
        "column=occurred_at": f"occurred_at = {OLD}",
        "column_B=occurred_at": f"occurred_at = {SOON}",
    },
    "calls": {
        "column=queued_at": f"queued_at = {OLD}",
        "column_B=queued_at": f"queued_at = {SOON}",
        "direction)) as word": "direction = 'in'",
        "count(answered_at)": "answered_at = null where true",
    },
    "agent_shifts": {
        "column=started_at": f"started_at = {OLD}, ended_at = {OLD}",
        "column_A=ended_at": "ended_at = started_at - interval 1 minute",
        "count_if(ended_at": "ended_at = started_at + interval 30 hours",
    },
    "qa_reviews": {
        "column=reviewed_at": f"reviewed_at = {OLD}",
        "column_B=reviewed_at": f"reviewed_at = {SOON}",
        "column_A=points_possible": "points = 80",
    },
    "service_uptime": {"column_A=agreed_minutes": "down_minutes = 86400"},
}
ROUNDS = max(map(len, FAULTS.values()))


def sound_row(table: str) -> str:
    """The columns of a sound row: its id, those of its parents in the same round, and what no row may lack."""
    row = {}
    for column in TABLES[table].columns:
        named = table if column.name == TABLES[table].key and column.is_required else column.parent
        if named:
            row[column.name] = f"'{named}/' || i"
        elif column.is_required:
            row[column.name] = OF_TYPES.get(column.type, "5")
    return ", ".join(f"{value} as {column}" for column, value in (row | SOUND[table]).items())


@pytest.fixture(scope="module")
def quality(tmp_path_factory):
    folder = tmp_path_factory.mktemp("quality")
    (folder / "raw").mkdir()
    for suite in SUITES:
        shutil.copy(PROJECT / "quality" / "raw" / f"{suite}.yml", folder / "raw")
    return folder


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """The build file of a company whose tables are as they should be."""
    landing, layout = tmp_path_factory.mktemp("landing"), Layout(tmp_path_factory.mktemp("sound"))
    layout.make()
    days = "(select i, timestamp '2024-01-01' + interval (i) day as moment from range(100) as numbers(i))"
    for table in SOUND:
        duckdb.sql(f"select {sound_row(table)} from {days}").write_csv(str(landing / f"{table}.csv"))
    land(landing, layout.database)
    return layout


def failures(layout, gate, quality) -> set[tuple[str, str]]:
    """The critical rules that fail, as table and label or query."""
    with contextlib.suppress(RunError):
        guard(gate, layout, quality)
    with duckdb.connect(str(layout.database), read_only=True) as connection:
        rows = connection.sql("""
            select table_name, expectation, query from quality.run_results
            where status = 'failed' and severity = 'critical' and run_at = (select max(run_at) from quality.run_results)
        """).fetchall()
    return {(table, query if label == "expect_no_rows" else label) for table, label, query in rows}


def copy_of(layout, folder) -> Layout:
    copy = Layout(folder)
    copy.make()
    shutil.copy(layout.database, copy.database)
    return copy


def test_every_critical_rule_has_its_fault(quality):
    rules = [rule for rule in read_suites(quality, "raw") if rule.severity == "critical"]
    found = {
        (rule.table, mark)
        for rule in rules
        for mark in FAULTS[rule.table.removeprefix("raw.")]
        if mark in (rule.query if rule.name == "expect_no_rows" else rule.label)
    }
    assert found == {(f"raw.{table}", mark) for table, faults in FAULTS.items() for mark in faults}
    assert len(rules) == len(found)


def test_sound_tables_pass(sound, quality, tmp_path):
    assert failures(copy_of(sound, tmp_path), "raw", quality) == set()


@pytest.mark.parametrize("number", range(ROUNDS))
def test_each_fault_fails_its_own_rule_alone(sound, quality, tmp_path, number):
    """A round puts one fault into each table that has so many."""
    layout = copy_of(sound, tmp_path)
    planted = {
        table: list(faults.items())[number] for table, faults in FAULTS.items() if number < len(faults)
    }
    with duckdb.connect(str(layout.database)) as connection:
        for table, (_, fault) in planted.items():
            some = "" if " where " in fault else " where hash(rowid) % 2 = 0"
            connection.execute(f"update raw.{table} set {fault}{some}")
    found = failures(layout, "raw", quality)
    assert {table for table, _ in found} == {f"raw.{table}" for table in planted}
    assert len(found) == len(planted)
    assert [
        (table, rule) for table, rule in found if planted[table.removeprefix("raw.")][0] not in rule
    ] == []


MARTS_FAULTS = {
    "kpi_sla_resolution": "subjects = subjects + 1 where metric_id = 'kpi_sla_resolution'",
    "cpi_response_promise_kept": "subjects = 1000000 where metric_id = 'cpi_response_promise_kept'",
    "kpi_expansion_rate": "value = value + 1, ci_low = null, ci_high = null where metric_id = 'kpi_expansion_rate'",
    "_p90": "value = 0, ci_low = null, ci_high = null where metric_id = 'kpi_resolution_time_p90'",
    "cpi_low_effort_rate": "subjects = subjects + 1 where metric_id = 'cpi_low_effort_rate'",
    "cpi_active_users": "value = 1000000 where metric_id = 'cpi_active_users' and grain = 'day'",
}


def test_figures_that_do_not_go_together_are_caught(warehouse, tmp_path):
    layout = Layout(tmp_path)
    layout.make()
    demo = warehouse.sql("select path from duckdb_databases() where not internal").fetchone()[0]
    with duckdb.connect(str(layout.database)) as connection:
        connection.execute(f"attach '{demo}' as demo (read_only)")
        for schema in ("raw", "raw_salesforce", "raw_servicenow", "raw_zendesk", "marts"):
            connection.execute(f"create schema {schema}")
        for table in (
            "raw.tickets",
            "raw_servicenow.incident_history",
            "raw_salesforce.case",
            "raw_zendesk.ticket",
            "marts.fct_tickets",
            "marts.fct_ticket_open_spans",
            "marts.metric_as_of",
            "marts.account_losses",
            "marts.data_quality_exceptions",
            "marts.metric_catalog",
            "marts.metric_readiness",
            "marts.metric_values",
        ):
            connection.execute(f"create table {table} as from demo.{table}")
    assert failures(layout, "marts", PROJECT / "quality") == set()
    with duckdb.connect(str(layout.database)) as connection:
        for fault in MARTS_FAULTS.values():
            assert connection.execute(f"update marts.metric_values set {fault}").fetchone()[0] > 0
    found = {rule for _, rule in failures(layout, "marts", PROJECT / "quality")}
    assert len(found) == len(MARTS_FAULTS)
    assert [metric for metric in MARTS_FAULTS if not any(metric in rule for rule in found)] == []
