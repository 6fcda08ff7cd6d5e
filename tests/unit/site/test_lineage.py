"""Where columns come from."""

from customer_performance.site.lineage import origins


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
    assert origins("model.x.mart", "rate", columns) == (["fact.is_solved"], ["tickets.status"])
    assert origins("model.x.mart", "other", columns) == ([], [])
