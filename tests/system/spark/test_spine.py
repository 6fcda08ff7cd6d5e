"""What all figures go through gives the same rows on Spark as on DuckDB, from the same rows: the business clock and the
tickets from what landed, and the roll-up from the observations that DuckDB has. So do values as vendors write them."""

from datetime import datetime

import pytest

from customer_performance.core.project import parsed
from customer_performance.core.sql import literal
from customer_performance.spark.build import with_roll_up
from tests.support.macros import render
from tests.support.same_rows import differences
from tests.support.spark import KEYS, Cluster, is_compared
from tests.support.spark_parts import build_part, spine, tables
from tests.support.vendor_values import LISTS, TIMES, VALUES

SPELLED = "engine/vendor_values.sql"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory) -> Cluster:
    with Cluster(tmp_path_factory.mktemp("server")) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def manifest(company, by_duckdb) -> dict:
    return parsed(by_duckdb, with_roll_up(company.variables))


@pytest.fixture(scope="module")
def by_spark(company, by_duckdb, manifest, cluster):
    layout = company.copy("spine")
    build_part(by_duckdb, layout, manifest, spine(manifest), company.variables)
    return layout


def test_every_table_has_the_same_rows(by_duckdb, by_spark, manifest):
    names = [f"{node['schema']}.{node['name']}" for node in tables(spine(manifest)) if is_compared(node)]
    assert len(names) > 40
    assert {"marts.metric_values", "intermediate.int_tickets", "intermediate.int_business_clock"} <= set(
        names
    )
    assert differences(by_duckdb.database, by_spark.database, names, KEYS) == {}


def found(cluster: Cluster, call: str, texts: list[str | None]) -> list[list]:
    """What Spark makes of each of these texts, as the values of column `word`."""
    given = ", ".join(
        f"({place}, cast({'null' if text is None else literal(text)} as string))"
        for place, text in enumerate(texts)
    )
    call = render(call, SPELLED, engine="spark")
    rows = cluster.ask(f"select place, {call} as read from (values {given}) as given(place, word)")
    return [sorted(read for row, read in rows if row == place) for place in range(len(texts))]


@pytest.mark.parametrize("call", VALUES)
def test_a_value_of_a_vendor_is_read_or_is_none(cluster, call):
    texts, right = zip(*VALUES[call], strict=True)
    assert [None if read is None else str(read) for [read] in found(cluster, call, texts)] == [*right]


@pytest.mark.parametrize("call", LISTS)
def test_a_list_of_a_vendor_becomes_rows(cluster, call):
    texts, right = zip(*LISTS[call], strict=True)
    assert found(cluster, call, texts) == [*right]


def test_a_time_of_a_vendor_is_read_in_utc(cluster):
    texts, right = zip(*TIMES, strict=True)
    moments = [utc and datetime.fromisoformat(utc) for utc in right]
    assert [read for [read] in found(cluster, "utc('word')", texts)] == moments
