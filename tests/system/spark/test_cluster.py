"""A company built by a master, two workers and a Thrift server, each a process of its own: with the rows that DuckDB
gives it, also where a worker is killed while it works."""

import random
import threading
import time

import pytest

from customer_performance.cli import STEPS, Options
from customer_performance.core.errors import RunError
from customer_performance.core.progress import SILENT
from customer_performance.core.project import read_manifest
from customer_performance.core.run import run_steps
from customer_performance.spark.build import spark_build
from tests.support.same_rows import differences
from tests.support.spark import KEYS, Cluster, is_compared

SEED = 20261130


def built_so_far(layout) -> int:
    log = layout.logs / "dbt.log"
    return (
        log.read_text(encoding="utf-8", errors="replace").count("OK created sql table") if log.exists() else 0
    )


def when_built(layout, number: int, do) -> threading.Thread:
    """In a thread, do something once so many tables are there."""

    def wait() -> None:
        while built_so_far(layout) < number:
            time.sleep(0.5)
        do()

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    return thread


@pytest.fixture(scope="module")
def by_spark(company, tmp_path_factory):
    layout = company.copy("by-spark")
    with Cluster(tmp_path_factory.mktemp("cluster"), workers=2) as cluster:
        dice = random.Random(SEED)
        victim = dice.randrange(2)
        killed = when_built(layout, dice.randrange(60, 120), lambda: cluster.replace_worker(victim))
        spark_build(layout, company.variables)
        assert not killed.is_alive(), "no worker was killed"
    return layout


def test_every_table_has_the_same_rows(by_duckdb, by_spark):
    tables = [
        f"{node['schema']}.{node['name']}"
        for node in read_manifest(by_duckdb)["nodes"].values()
        if is_compared(node)
    ]
    assert len(tables) > 400
    assert differences(by_duckdb.database, by_spark.database, tables, KEYS) == {}


def test_what_spark_built_is_published(by_spark):
    run_steps(
        ["guard marts", "publish"],
        lambda name: STEPS[name](by_spark, Options(name)),
        by_spark,
        "publish",
        SILENT,
    )
    assert (by_spark.published / "parquet" / "metric_values.parquet").exists()


def test_a_server_that_is_killed_leaves_what_is_published(company, by_spark, tmp_path):
    """What was published before stands, and what is half built is not published by a later command."""
    before = by_spark.published.resolve()
    options = Options("build", target="spark", variables=company.variables)
    already = built_so_far(by_spark)
    with Cluster(tmp_path) as cluster:
        when_built(by_spark, already + random.Random(SEED).randrange(5, 30), cluster.kill_server)
        with pytest.raises(
            RunError, match=r"Stopped at dbt build\. .*published is as it was before this run"
        ):
            run_steps(["dbt build"], lambda name: STEPS[name](by_spark, options), by_spark, "build", SILENT)
    assert by_spark.published.resolve() == before
    with pytest.raises(RunError, match="Not built to the end when dbt last ran"):
        run_steps(["publish"], lambda name: STEPS[name](by_spark, options), by_spark, "publish", SILENT)
