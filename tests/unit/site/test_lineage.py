"""Where columns come from."""

from customer_performance.site.lineage import (
    LineageNode,
    lineage_nodes,
    origins,
    raw_tables,
    tables_of_columns,
)


def nodes(**reads):
    """Nodes by name, with what each reads; a name of raw is a source."""
    identities = {
        name: f"source.x.raw.{name}" if not found else f"model.customer_performance.{name}"
        for name, found in reads.items()
    }
    return {
        identities[name]: LineageNode(
            identities[name],
            name,
            "model" if found else "source",
            "",
            tuple(identities[one] for one in found),
        )
        for name, found in reads.items()
    }


def test_what_every_metric_reads_alike_is_not_where_one_comes_from():
    """The present is the newest time of any table; a metric reads it to know which windows are closed."""
    found = nodes(tickets=[], calls=[], int_as_of=["tickets", "calls"], fact=["tickets", "int_as_of"])
    assert raw_tables("model.customer_performance.fact", found) == ["tickets"]
    parent = {"dbt_node": "model.customer_performance.int_as_of", "column": "as_of"}
    ticket = {"dbt_node": "source.x.raw.tickets", "column": "solved_at"}
    columns = {
        "model.customer_performance.fact": {
            "numerator": [ticket, parent],
            "team_id": [{"dbt_node": "source.x.raw.calls", "column": "team_id"}],
            "observed_at": [{"dbt_node": "source.x.raw.orders", "column": "ordered_at"}],
        },
        "model.customer_performance.int_as_of": {
            "as_of": [{"dbt_node": "source.x.raw.calls", "column": "queued_at"}]
        },
    }
    assert tables_of_columns("model.customer_performance.fact", ["numerator"], columns, found) == ["tickets"]
    both = tables_of_columns("model.customer_performance.fact", ["numerator", "team_id"], columns, found)
    assert both == ["calls", "tickets"]


def test_a_source_that_nobody_landed_is_left_out():
    def source(name):
        return {"unique_id": name, "name": name, "resource_type": "source"}

    manifest = {"nodes": {}, "sources": {name: source(name) for name in ("tickets", "incidents")}}
    assert set(lineage_nodes(manifest)) == {"tickets", "incidents"}
    assert set(lineage_nodes(manifest, {"tickets"})) == {"tickets"}


def test_a_column_is_traced_to_raw_through_what_is_between():
    columns = {
        "model.x.mart": {"rate": [{"dbt_node": "model.x.fact", "column": "is_solved"}]},
        "model.x.fact": {
            "is_solved": [
                {"dbt_node": "source.x.raw.tickets", "column": "status"},
                {"dbt_node": "source.x.raw.tickets", "column": "__colibri_join__"},
                {"dbt_node": "model.x.fact", "column": "is_solved"},
            ]
        },
    }
    landed = nodes(tickets=[])
    assert origins("model.x.mart", "rate", columns, landed) == (["fact.is_solved"], ["tickets.status"])
    assert origins("model.x.mart", "rate", columns, {}) == (["fact.is_solved"], [])
    assert origins("model.x.mart", "other", columns, landed) == ([], [])
