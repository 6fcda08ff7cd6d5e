"""Every metric that has a file is in the catalogue, and on the demo company has values wherever it means something."""

from tests.support.metric_files import metric_ids

NARROW = {
    "all",
    "team",
    "channel",
}  # what days and weeks carry; and quarters, of medians and 90th percentiles


def test_the_catalogue_has_every_metric(warehouse):
    found = [metric for (metric,) in warehouse.sql("select metric_id from marts.metric_catalog").fetchall()]
    assert sorted(found) == sorted(metric_ids())


def test_each_has_values_in_every_grain_and_dimension_that_it_names(warehouse):
    wanted = {
        (metric, grain, dimension)
        for metric, aggregation, grains, dimensions in warehouse.sql(
            "select metric_id, aggregation, grains, dimensions from marts.metric_catalog"
        ).fetchall()
        for grain in grains.split(", ")
        for dimension in dimensions.split(", ")
        if dimension in NARROW or not is_narrow(grain, aggregation)
    }
    # names of agents are published by a var alone
    wanted = {cell for cell in wanted if cell[2] != "agent"}
    found = set(
        warehouse.sql("select distinct metric_id, grain, dimension from marts.metric_values").fetchall()
    )
    assert sorted(wanted - found) == []
    assert sorted(found - wanted) == []


def is_narrow(grain: str, aggregation: str) -> bool:
    return grain in ("day", "week") or (grain == "quarter" and aggregation in ("median", "p90"))
