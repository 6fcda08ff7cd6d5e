"""Marts that dbt has built without the command line are published as they are, or not at all.

The company is built without what is estimated, `--exclude tag:advanced`, and no step misses it.
"""

import duckdb
import pytest

from customer_performance.core.project import may_be_left_out, read_manifest
from tests.support.project_copy import ProjectCopy

NEW = "cpi_calm_nights"
TICKETS = """\
ticket_id,account_id,team_id,channel,status,created_at,solved_at
1,acme,desk,mail,solved,2025-03-03 10:00,2025-03-03 12:00
2,acme,desk,phone,solved,2025-03-12 09:00,2025-03-12 10:00
3,hotel,night,mail,solved,2025-03-20 01:00,2025-03-20 03:00
4,hotel,desk,phone,open,2025-04-02 11:00,
"""
WITHOUT_TESTS = ("--exclude-resource-type", "unit_test", "test")
WITHOUT_ESTIMATES = ("--exclude", "tag:advanced")
DIM_TEAMS = "models/marts/core/contact_centre/dim_teams"
DESCRIPTION = "The teams, with who leads them."
LAST_LINE = "as leads on teams.lead_agent_id = leads.agent_id"


class Desk(ProjectCopy):
    """A project and a company of four tickets, of which nothing is estimated."""

    def build(self, *selection: str) -> None:
        selected = ("--select", *selection) if selection else ()
        self.run("dbt", "build", *WITHOUT_TESTS, *WITHOUT_ESTIMATES, *selected)

    def step(self, name: str) -> None:
        self.run("customer-performance", *name.split())

    def refusal(self, step: str) -> str:
        done = self.attempt("customer-performance", *step.split())
        assert done.returncode == 1, done.stdout
        assert "Traceback" not in done.stderr
        return done.stderr

    def published(self, sql: str) -> list[tuple]:
        path = self.layout.published.resolve() / "warehouse.duckdb"
        with duckdb.connect(str(path), read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Desk:
    """Built by dbt alone and published, so that an older manifest lies beside every later one."""
    desk = Desk(tmp_path_factory.mktemp("project"))
    landing = desk.folder / "landing"
    landing.mkdir()
    (landing / "tickets.csv").write_text(TICKETS, encoding="utf-8")
    desk.step(f"land --landing {landing}")
    desk.build()
    assert "Run customer-performance guard marts." in desk.refusal("publish")
    desk.step("guard marts")
    desk.step("publish")
    return desk


def test_a_new_metric_is_published_and_has_its_page(desk):
    """After a partial build, which is all that a new metric takes."""
    desk.step(f"new-metric {NEW}")
    said = desk.refusal("publish")
    assert f"never built: {NEW}, metric_observations. " in said
    asked = f"dbt build --select {NEW}+ metric_observations+ --exclude tag:advanced"
    assert f"{asked} and then customer-performance guard marts" in said
    desk.build(f"{NEW}+")
    desk.step("guard marts")
    assert "Run customer-performance guard marts and customer-performance publish." in desk.refusal("site")
    desk.step("publish")
    assert desk.published(f"select count(*) from marts.{NEW}") == [(3,)]
    assert desk.published(f"select model from marts.metric_catalog where metric_id = '{NEW}'") == [(NEW,)]
    desk.step("site")
    assert (desk.layout.site / "metrics" / f"{NEW}.html").exists()
    estimated = {
        node["name"] for node in read_manifest(desk.layout)["nodes"].values() if may_be_left_out(node)
    }
    assert "cpi_kpi_links" in estimated
    tables = desk.published("select table_name from information_schema.tables where table_schema = 'marts'")
    assert {name for (name,) in tables} & estimated == set()
    for page in ("links", "journeys", "next", "readiness"):
        assert "This build left out" in (desk.layout.site / f"{page}.html").read_text("utf-8")


def test_a_description_is_published_as_it_is_now(desk):
    """Built again or not: it is no part of what was computed."""
    for words in ("Teams, built again.", "Teams, not built again."):
        with desk.changed(f"{DIM_TEAMS}.yml", DESCRIPTION, words):
            if words == "Teams, built again.":
                desk.build("dim_teams")
                desk.step("guard marts")
            desk.step("publish")
        comment = desk.published("select comment from duckdb_tables() where table_name = 'dim_teams'")
        assert comment == [(words,)]


def test_a_column_that_is_marked_private_is_not_published_again(desk):
    public = """"The team's name, else its id.", config: {meta: {privacy: public}}"""
    with desk.changed(f"{DIM_TEAMS}.yml", public, public.replace("public", "private")):
        desk.build("dim_teams")
        desk.step("guard marts")
        assert "nothing is published:\n  dim_teams.team_name\n" in desk.refusal("publish")


def test_a_model_that_was_edited_after_it_was_built_is_named(desk):
    with desk.changed(f"{DIM_TEAMS}.sql", LAST_LINE, f"{LAST_LINE} -- an afterthought"):
        assert "Changed since it was built, or never built: dim_teams. " in desk.refusal("publish")


def test_a_manifest_that_dbt_wrote_without_building_stops_nobody(desk):
    desk.run("dbt", "parse")
    desk.step("publish")


def test_a_var_that_names_what_there_is_not_stops_dbt_before_it_builds(desk):
    spaces = "id_spaces: {files: {tiket_id: servicenow, ticket_id: freshdesk}}"
    done = desk.attempt("dbt", "build", *WITHOUT_TESTS, "--select", "dim_teams", "--vars", spaces)
    assert done.returncode == 2
    assert "var id_spaces: the contract has no column of ids tiket_id. " in done.stdout
    assert "var id_spaces: column ticket_id cannot hold ids of freshdesk, which is no source." in done.stdout
    assert "OK created" not in done.stdout
    matches = "{match_accounts_by: [domain, name], match_contacts_by: phone}"
    done = desk.attempt("dbt", "build", *WITHOUT_TESTS, "--select", "dim_teams", "--vars", matches)
    assert done.returncode == 2
    assert "var match_accounts_by must be a list of external_id and domain, such as [domain]" in done.stdout
    assert "var match_contacts_by must be none or email, and not phone" in done.stdout
    assert "OK created" not in done.stdout
    desk.step("publish")


def test_a_build_that_fails_is_neither_checked_nor_published(desk):
    with desk.changed(f"{DIM_TEAMS}.sql", LAST_LINE, f"{LAST_LINE} inner join nowhere on true"):
        assert desk.attempt("dbt", "build", *WITHOUT_TESTS, "--select", "dim_teams+1").returncode == 1
    for step in ("guard marts", "publish"):
        said = desk.refusal(step)
        assert "Not built to the end when dbt last ran: " in said
        assert "dim_teams" in said
