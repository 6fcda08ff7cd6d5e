"""Whether a metric can be trusted, as its page says at a glance."""

from datetime import date, datetime

from customer_performance.site.content import Content
from customer_performance.site.metric import DbtTest, Definition, Readiness
from customer_performance.site.trust import trust
from tests.support.metric import cell, metric
from tests.support.page import page_of

MARCH = date(2025, 3, 1)


def defined(*tests: DbtTest) -> Definition:
    return Definition("select 1", "models/cpi_x.sql", [], [], ["tickets", "calls"], tests, "other")


def landed(table: str, day: int, status: str = "landed") -> dict:
    counts = dict.fromkeys(("rows_read", "rows_landed", "rows_rejected", "rows_left_out"), 1)
    names = {"source": "files", "file": f"{table}.csv", "format": "csv"}
    return names | counts | {"table_name": table, "status": status, "loaded_at": datetime(2025, 3, day)}


def test_only_its_own_tables_count():
    files = [landed("tickets", 2), landed("calls", 3), landed("calls", 4, "refused"), landed("orders", 5)]
    checks = [
        ("raw", "raw.tickets", "passed"),
        ("raw", "raw_desk.calls", "failed"),
        ("raw", "raw.orders", "failed"),
    ]
    checks += [("raw", "raw.calls", "empty"), ("marts", "marts.tickets", "failed")]
    expectations = [{"gate": gate, "table_name": table, "status": status} for gate, table, status in checks]
    found = trust(metric("cpi_x", definition=defined()), files, expectations)
    assert (found.landed_on, found.gate, found.gate_failed) == (date(2025, 3, 3), 2, 1)
    assert trust(metric("cpi_x", definition=defined()), [], []).landed_on is None


def test_a_test_that_never_ran_has_neither_passed_nor_failed():
    tests = [
        DbtTest("a", "unit", "", "pass", MARCH),
        DbtTest("b", "data", "", "fail", date(2025, 3, 4)),
        DbtTest("c", "data", "", "not_run", None),
    ]
    found = trust(metric("cpi_x", definition=defined(*tests)), [], [])
    assert (found.tests, found.failed, found.not_run, found.tested_on) == (3, 1, 1, date(2025, 3, 4))


def test_a_metric_that_needs_one_of_several_sets_of_inputs_says_which_it_uses(tmp_path):
    ready = Readiness("ready", True, 1, 1, None, None, None, None, inputs_used="calls.outcome")
    either = metric(
        "cpi_x", cell(), requires="tickets.status, tickets.solved_at or calls.outcome", readiness=ready
    )
    assert trust(either, [], []).ways == [
        (["tickets.status", "tickets.solved_at"], False),
        (["calls.outcome"], True),
    ]
    assert trust(metric("cpi_x", requires="tickets.status"), [], []).ways == []
    page = page_of(Content(metrics={"cpi_x": either}), tmp_path, "metrics/cpi_x.html")
    ways = page[page.index('id="readiness"') : page.index("</ul>", page.index('id="readiness"'))]
    assert ways.count("<li>") == 2
    assert "in use" in ways.split("<li>")[2]
    assert "in use" not in ways.split("<li>")[1]
