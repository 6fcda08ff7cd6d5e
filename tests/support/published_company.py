"""A build file with a few marts and the manifest of them, for tests of publishing."""

import json
from uuid import uuid4

import duckdb

from customer_performance.core.build_log import hash_of
from customer_performance.core.project import note


def build(
    layout, rows=3, privacy="public", view="select ticket_id from warehouse.marts.fct_tickets", left_out=None
):
    """A build file with a table, a view on it and a private table, and dbt's manifest of them: as after a run of dbt
    that built them from the project as it is, but for the nodes that are `left_out`."""
    layout.database.unlink(missing_ok=True)
    layout.target.mkdir(exist_ok=True)
    invocation = str(uuid4())
    with duckdb.connect(str(layout.database)) as connection:
        connection.execute(
            f"""
            create schema raw;
            create schema marts;
            create table raw.contacts as select 'Canary Bird' as full_name;
            create table marts.fct_tickets as
            select 'T' || i as ticket_id, 'Canary' as topic from range({rows}) as numbers(i);
            create view warehouse.marts.kpi_tickets as {view};
            create table marts.helper as select 1 as one;
            """
        )
    marked = {"ticket_id": "public", "topic": privacy}
    nodes = {
        "model.kpi_tickets": node("kpi_tickets", {"ticket_id": "public"}, ["model.fct_tickets"]),
        "model.fct_tickets": node("fct_tickets", marked),
        "model.int_tickets": node("int_tickets", {}) | {"fqn": ["project", "intermediate", "int_tickets"]},
        "test.unique": unique("ticket_id"),
        "test.unique_where": unique("topic") | {"config": {"where": "topic > ''"}},
    }
    everything = nodes | (left_out or {})
    manifest = {"metadata": {"invocation_id": invocation}, "nodes": everything, "unit_tests": {}}
    layout.manifest.write_text(json.dumps(manifest))
    note(layout, "{}")
    write_build_log(layout, invocation, nodes)


def write_build_log(layout, invocation, nodes):
    """As the hooks of dbt write it."""
    with duckdb.connect(str(layout.database)) as connection:
        connection.execute(
            """
            create schema build_log;
            create table build_log.runs (
                invocation_id varchar, started_at timestamp, target_path varchar, vars varchar, is_building boolean
            );
            create table build_log.models (unique_id varchar, invocation_id varchar, built_from varchar);
            create table build_log.failed_tests (unique_id varchar);
            create table build_log.test_results (unique_id varchar, status varchar, ran_at timestamp);
            """
        )
        run = [invocation, str(layout.target.resolve())]
        connection.execute("insert into build_log.runs values (?, now()::timestamp, ?, '{}', true)", run)
        for identity, node in nodes.items():
            if node["resource_type"] == "model":
                row = [identity, invocation, built_from(node)]
                connection.execute("insert into build_log.models values (?, ?, ?)", row)


def built_from(node):
    return hash_of(
        [node["checksum"]["checksum"], None, node["config"]["materialized"], node["config"]["meta"]]
    )


def half_built(layout):
    """As a run of dbt leaves it that is killed while it builds a table."""
    with duckdb.connect(str(layout.database)) as connection:
        connection.execute(
            "update build_log.models set built_from = null where unique_id = 'model.fct_tickets'"
        )


def unique(column):
    return {
        "resource_type": "test",
        "attached_node": "model.fct_tickets",
        "config": {"where": None},
        "test_metadata": {"name": "unique", "kwargs": {"column_name": column}},
    }


def node(name, columns, depends_on=()):
    return {
        "resource_type": "model",
        "name": name,
        "schema": "marts",
        "fqn": ["project", "marts", name],
        "description": f"All of the company's {name}.",
        "checksum": {"name": "sha256", "checksum": f"{name}'s SQL"},
        "config": {"materialized": "table", "meta": {}},
        "depends_on": {"nodes": list(depends_on)},
        "columns": {
            column: {"description": f"The {column}.", "config": {"meta": {"privacy": privacy}}}
            for column, privacy in columns.items()
        },
    }


def read(layout, query):
    with duckdb.connect(str(layout.published.resolve() / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()
