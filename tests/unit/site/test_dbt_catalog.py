"""dbt's page of docs is as dbt would write it, without the names of columns that nobody declared."""

import json

import duckdb

from customer_performance.site.dbt_catalog import docs_page, write_catalog

MADE = """
create schema raw;
create table raw.tickets (ticket_id varchar, "E-mail of Ann" varchar);
create schema marts;
create table marts.fct_tickets (ticket_id varchar, amount decimal(18, 2));
comment on table marts.fct_tickets is 'One row a ticket.';
create view marts.kpi_x as select ticket_id as subject_id from marts.fct_tickets;
"""
COLUMN = {"name": "subject_id", "description": "Who counts.", "config": {"meta": {}}, "meta": {}}
ID = {"type": "VARCHAR", "index": 1, "comment": None}


def model(schema, alias, resource_type="model", meta=None):
    return {
        "resource_type": resource_type, "schema": schema, "alias": alias, "columns": {},
        "config": {"meta": meta or {}},
    }  # fmt: skip


MANIFEST = {
    "metadata": {"dbt_version": "1.11.16", "generated_at": "2026-01-01T00:00:00Z", "invocation_id": "1"},
    "nodes": {
        "model.x.fct_tickets": model("marts", "fct_tickets"),
        "model.x.kpi_x": model("marts", "kpi_x", meta={"aggregation": "ratio"}),
        "model.x.never_built": model("marts", "never_built"),
        "test.x.unique": model("marts", "fct_tickets", "test"),
        "model.customer_performance.metric_observations": model("marts", "metric_observations")
        | {"columns": {"subject_id": COLUMN}},
    },
    "sources": {
        "source.x.raw.tickets": {"schema": "raw", "identifier": "tickets", "columns": {"ticket_id": {}}}
    },
}


def catalog_of(layout):
    with duckdb.connect(str(layout.database)) as connection:
        connection.execute(MADE)
    return write_catalog(layout, MANIFEST)


def test_the_catalog_is_as_dbt_writes_it(layout):
    catalog = catalog_of(layout)
    assert json.loads((layout.target / "catalog.json").read_text()) == catalog
    assert set(catalog["nodes"]) == {"model.x.fct_tickets", "model.x.kpi_x"}
    assert catalog["nodes"]["model.x.fct_tickets"] == {
        "metadata": {
            "type": "BASE TABLE", "schema": "marts", "name": "fct_tickets", "database": "warehouse",
            "comment": "One row a ticket.", "owner": None,
        },
        "columns": {
            "ticket_id": ID | {"name": "ticket_id"},
            "amount": {"type": "DECIMAL(18,2)", "index": 2, "name": "amount", "comment": None},
        },
        "stats": {
            "has_stats": {
                "id": "has_stats", "label": "Has Stats?", "value": False, "include": False,
                "description": "Indicates whether there are statistics for this table",
            }
        },
        "unique_id": "model.x.fct_tickets",
    }  # fmt: skip
    assert catalog["nodes"]["model.x.kpi_x"]["metadata"]["type"] == "VIEW"


def test_columns_that_nobody_declared_are_left_out(layout):
    catalog = catalog_of(layout)
    assert catalog["sources"]["source.x.raw.tickets"]["columns"] == {"ticket_id": ID | {"name": "ticket_id"}}
    assert "E-mail of Ann" not in docs_page(MANIFEST, catalog)


def test_the_page_says_what_a_metrics_columns_are(layout):
    page = docs_page(MANIFEST, catalog_of(layout))
    assert "INLINE DATA" not in page
    assert page.count("Who counts.") == 2  # of all metrics, and of the one that says nothing of its own
