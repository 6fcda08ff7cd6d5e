"""What all figures go through gives the same rows on Spark as on DuckDB, from the same rows: the business clock and the
tickets from what landed, and the roll-up from the observations that DuckDB has."""

import pytest

from customer_performance.core.database import connect
from customer_performance.spark.lake import attach
from tests.support.same_rows import differences
from tests.support.spark import KEYS, Cluster, is_compared
from tests.support.spark_spine import build_spine, spine_of


@pytest.fixture(scope="module")
def tables(company, by_duckdb) -> list[dict]:
    spine = spine_of(by_duckdb, company.variables).values()
    return [node for node in spine if node["config"]["materialized"] == "table"]


@pytest.fixture(scope="module")
def by_spark(company, by_duckdb, tables, tmp_path_factory):
    layout = company.copy("spine")
    with Cluster(tmp_path_factory.mktemp("server")):
        build_spine(by_duckdb, layout, company.variables)
    with connect(layout.database) as build:
        for node in tables:
            attach(build, layout.lake, node)
    return layout


def test_every_table_has_the_same_rows(by_duckdb, by_spark, tables):
    names = [f"{node['schema']}.{node['name']}" for node in tables if is_compared(node)]
    assert len(names) > 40
    assert {"marts.metric_values", "intermediate.int_tickets", "intermediate.int_business_clock"} <= set(
        names
    )
    assert differences(by_duckdb.database, by_spark.database, names, KEYS) == {}
