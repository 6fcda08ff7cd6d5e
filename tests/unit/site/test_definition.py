"""The tests of a metric, and how they ended."""

from datetime import date

import duckdb

from customer_performance.core.build_log import TestResult, read_test_results
from customer_performance.site.definition import DbtProject
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
    first, last = date(2025, 3, 1), date(2025, 3, 4)
    results = {
        "test.passed": TestResult("pass", last),
        "unit_test.exact": TestResult("success", first),
        "test.failed": TestResult("fail", last),
    }
    found = DbtProject(manifest, results).tests_of("cpi_x")
    assert [(test.name, test.kind, test.status, test.ran_on) for test in found] == [
        ("failed", "data", "fail", last),
        ("of_all", "all", "not_run", None),
        ("exact", "unit", "success", first),
        ("passed", "data", "pass", last),
    ]
    assert [test.about for test in found] == ["not null (`account_id`)"] * 2 + [
        "To the second.",
        "not null (`account_id`)",
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


def test_the_last_result_of_each_test_is_kept_with_its_day(layout):
    """A build file from before they were kept has none."""
    build(layout)
    assert read_test_results(layout.database) == {}
    with duckdb.connect(str(layout.database)) as connection:
        connection.execute("insert into build_log.test_results values ('test.a', 'fail', '2025-03-01 23:59')")
    assert read_test_results(layout.database) == {"test.a": TestResult("fail", date(2025, 3, 1))}
    with duckdb.connect(str(layout.database)) as connection:
        connection.execute("drop table build_log.test_results")
    assert read_test_results(layout.database) == {}
    assert read_test_results(layout.database.with_name("none.duckdb")) == {}
