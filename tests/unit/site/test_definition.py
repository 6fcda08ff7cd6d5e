"""The tests of a metric, and how they ended."""

import json

from customer_performance.core.build_log import read_build_log
from customer_performance.site.definition import DbtProject, read_statuses
from tests.support.published_company import build


def data_test(name, *tested):
    return {
        "unique_id": f"test.{name}",
        "name": name,
        "resource_type": "test",
        "description": "",
        "depends_on": {"nodes": [f"model.customer_performance.{model}" for model in tested]},
        "test_metadata": {"name": "not_null"},
        "column_name": "account_id",
    }


def test_tests_that_failed_come_first_and_those_of_all_metrics_last():
    tests = [
        data_test("of_all", "metric_values"),
        data_test("of_another", "cpi_y"),
        data_test("passed", "cpi_x"),
        data_test("failed", "cpi_x", "cpi_y"),
    ]
    unit = {
        "unique_id": "unit_test.exact",
        "name": "exact",
        "model": "cpi_x",
        "description": "To the second.",
    }
    manifest = {"nodes": {test["unique_id"]: test for test in tests}, "unit_tests": {"unit_test.exact": unit}}
    statuses = {"test.passed": "pass", "unit_test.exact": "success", "test.failed": "fail"}
    found = DbtProject(manifest, statuses).tests_of("cpi_x")
    assert [(test.name, test.kind, test.status) for test in found] == [
        ("failed", "data", "fail"),
        ("of_all", "all", "not_run"),
        ("exact", "unit", "success"),
        ("passed", "data", "pass"),
    ]
    assert [test.about for test in found] == ["not null (account id)"] * 2 + [
        "To the second.",
        "not null (account id)",
    ]


def test_the_subject_of_a_metric_is_the_folder_of_its_first_fact():
    nodes = {
        "model.x.dim_teams": {"original_file_path": "models/marts/core/contact_centre/dim_teams.sql"},
        "model.x.fct_calls": {"original_file_path": "models/marts/core/contact_centre/fct_calls.sql"},
        "model.x.fct_tickets": {"original_file_path": "models/marts/core/tickets/fct_tickets.sql"},
    }

    def subject(*reads):
        names = [f"model.x.{name}" for name in reads]
        return DbtProject({"nodes": nodes}, {}).subject_of({"depends_on": {"nodes": names}})

    assert subject("dim_teams", "fct_tickets", "fct_calls") == "tickets"
    assert subject("fct_calls") == "contact_centre"
    assert subject("dim_teams", "elsewhere") == "other"


def test_results_count_only_where_the_last_run_that_built_or_tested_wrote_them(layout):
    """dbt's docs write results of their own, in which every test has passed that can be compiled."""
    build(layout)
    results = [{"unique_id": "test.a", "status": "fail"}]

    def write(invocation):
        ran = {"metadata": {"invocation_id": invocation}, "results": results}
        (layout.target / "run_results.json").write_text(json.dumps(ran))

    write(read_build_log(layout.database).last_run)
    assert read_statuses(layout) == {"test.a": "fail"}
    write("another")
    assert read_statuses(layout) == {}
    (layout.target / "run_results.json").unlink()
    assert read_statuses(layout) == {}
