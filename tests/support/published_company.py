"""A build file with a few marts and the manifest of them, for tests of publishing."""

import json

import duckdb


def build(layout, rows=3, privacy="public", view="select ticket_id from warehouse.marts.fct_tickets"):
    """A build file with a table, a view on it and a private table, and dbt's manifest of them."""
    layout.database.unlink(missing_ok=True)
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
    layout.manifest.write_text(json.dumps({"nodes": nodes}))


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
        "depends_on": {"nodes": list(depends_on)},
        "columns": {
            column: {"description": f"The {column}.", "config": {"meta": {"privacy": privacy}}}
            for column, privacy in columns.items()
        },
    }


def read(layout, query):
    with duckdb.connect(str(layout.published.resolve() / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()
