"""What is published must be what the project says now, and what was built from it."""

import json

import duckdb
import pytest

from customer_performance.core import project
from customer_performance.core.build_log import hash_of, read_build_log
from customer_performance.core.errors import RunError
from customer_performance.core.project import (
    LEFT_OUT,
    OBSERVATIONS,
    columns_of,
    current_manifest,
    is_current,
    note,
    require_tests_passed,
    require_whole,
)
from tests.support.published_company import build, half_built, node


def edited(layout, change):
    """The project after an edit, as dbt parses it."""
    manifest = json.loads(layout.manifest.read_text())
    change(manifest["nodes"]["model.fct_tickets"])
    layout.manifest.write_text(json.dumps(manifest))
    note(layout, "{}")


def change_log(layout, sql):
    with duckdb.connect(str(layout.database)) as connection:
        connection.execute("use build_log")
        connection.execute(sql)


def test_words_about_a_model_count_as_they_are_now(layout):
    build(layout)
    edited(layout, lambda node: node.update(description="Other words."))
    edited(layout, lambda node: node["columns"]["topic"]["config"]["meta"].update(privacy="private"))
    found = current_manifest(layout)["nodes"]["model.fct_tickets"]
    assert found["description"] == "Other words."
    assert found["columns"]["topic"]["config"]["meta"]["privacy"] == "private"


@pytest.mark.parametrize(
    "change",
    [
        lambda node: node["checksum"].update(checksum="other SQL"),
        lambda node: node.update(contract={"checksum": "other columns"}),
        lambda node: node["config"].update(materialized="view"),
        lambda node: node["config"]["meta"].update(label="which the catalogue is built from"),
    ],
)
def test_what_a_model_is_built_from_must_be_as_it_was(layout, change):
    build(layout)
    edited(layout, change)
    with pytest.raises(RunError, match=r"never built: fct_tickets\. .*dbt build --select fct_tickets\+"):
        current_manifest(layout)


def test_a_meta_that_json_cannot_say_is_not_compared(layout):
    """dbt writes a date into the manifest as a text, and the hook of the build log leaves the meta out."""
    build(layout)
    edited(layout, lambda node: node["config"]["meta"].update(reviewed_on="2025-03-01"))
    without_meta = hash_of(["fct_tickets's SQL", None, "table"])
    change_log(
        layout, f"update models set built_from = '{without_meta}' where unique_id = 'model.fct_tickets'"
    )
    assert current_manifest(layout)


def test_many_changes_are_counted(layout):
    build(layout)
    change_log(layout, "update models set built_from = null")
    change_log(layout, "insert into models select 'model.x.m' || i, 'i', null from range(20) as t(i)")
    with pytest.raises(RunError, match=r"fct_tickets, int_tickets, kpi_tickets, m0, m1, .* and 15 more"):
        require_whole(read_build_log(layout.database))


def test_what_was_left_out_of_the_build_is_not_asked_for_either(layout):
    """It could not be built, since what it reads has not been, either; unless some of it has."""
    links = node("cpi_kpi_links", {"metric_id": "public"}) | {"tags": ["advanced"]}
    build(layout, left_out={"model.cpi_kpi_links": links})
    edited(layout, lambda node: node["checksum"].update(checksum="other SQL"))
    with pytest.raises(RunError, match=r"dbt build --select fct_tickets\+ --exclude tag:advanced and then"):
        current_manifest(layout)
    change_log(layout, "insert into models values ('model.cpi_kpi_links', 'earlier', 'other SQL')")
    with pytest.raises(RunError, match=r"dbt build --select cpi_kpi_links\+ fct_tickets\+ and then"):
        current_manifest(layout)


def test_a_build_that_was_killed_is_named(layout):
    build(layout)
    half_built(layout)
    with pytest.raises(RunError, match="Not built to the end when dbt last ran: fct_tickets"):
        current_manifest(layout)


def test_a_file_in_which_dbt_has_built_nothing_is_told(layout):
    duckdb.connect(str(layout.database)).close()
    with pytest.raises(RunError, match=r"dbt has built nothing in .* Run customer-performance build"):
        current_manifest(layout)


def test_a_test_that_failed_is_named_while_the_project_has_it(layout):
    build(layout)
    manifest = current_manifest(layout)
    change_log(layout, "insert into failed_tests values ('test.project.gone.1')")
    require_tests_passed(layout, manifest)
    change_log(layout, "insert into failed_tests values ('test.project.unique_id.1')")
    manifest["nodes"]["test.project.unique_id.1"] = {}
    with pytest.raises(RunError, match=r"Failed when dbt last ran them: unique_id\."):
        require_tests_passed(layout, manifest)


def test_a_manifest_is_current_until_the_project_its_vars_or_the_manifest_change(
    layout, tmp_path, monkeypatch
):
    build(layout)
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "a.sql").write_text("select 1")
    (tmp_path / "dbt_project.yml").write_text("model-paths: [models]")
    monkeypatch.setattr(project, "PROJECT", tmp_path)
    assert not is_current(layout, "{}")
    note(layout, "{}")
    assert is_current(layout, None)
    assert not is_current(layout, "{as_of: 2025-03-01}")
    (tmp_path / "models" / "a.sql").write_text("select 2")
    assert not is_current(layout, "{}")
    (tmp_path / "models" / "a.sql").write_text("select 1")
    assert is_current(layout, "{}")
    layout.manifest.write_text('{"metadata": {"invocation_id": "somebody else\'s"}}')
    assert not is_current(layout, "{}")
    layout.manifest.write_text('{"metadata": {')
    assert not is_current(layout, "{}")


def test_a_metric_that_says_why_subjects_are_unknown_may_publish_that():
    def column(privacy=None, description=""):
        return {"description": description, "config": {"meta": {"privacy": privacy} if privacy else {}}}

    reason = {"unknown_because": column("public", "Why.")}
    nodes = {
        OBSERVATIONS: {"columns": {"metric_id": column("public"), "subject_id": column("pseudonym")}},
        LEFT_OUT: {"columns": reason},
    }
    metric = {"config": {"meta": {"aggregation": "mean"}}, "columns": {}}
    without, with_reasons = (
        {name: found["config"]["meta"] for name, found in columns_of(metric | said, {"nodes": nodes}).items()}
        for said in ({"columns": {}}, {"columns": {"unknown_because": column(), "note": column()}})
    )
    assert without == {"subject_id": {"privacy": "pseudonym"}}
    assert with_reasons == without | {"unknown_because": {"privacy": "public"}, "note": {}}
