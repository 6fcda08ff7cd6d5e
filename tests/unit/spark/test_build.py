"""What Spark is asked to build, and what is said where it cannot be asked."""

from unittest.mock import Mock

import pytest
import yaml

from customer_performance.cli import Options, read_ahead
from customer_performance.core.errors import RunError
from customer_performance.core.paths import LAKE_VARIABLE
from customer_performance.spark import build
from customer_performance.spark.build import idle_vendors, require_spark, with_roll_up


def staged(vendor: str) -> dict:
    return {
        "resource_type": "model",
        "fqn": ["customer_performance", "staging", vendor, f"stg_{vendor}__tickets"],
    }


MANIFEST = {
    "nodes": {
        **{vendor: staged(vendor) for vendor in ("files", "zendesk", "stripe")},
        "mart": {"resource_type": "model", "fqn": ["customer_performance", "marts", "core", "dim_dates"]},
        "test": {"resource_type": "test", "fqn": ["customer_performance", "staging", "nobody", "not_null"]},
    }
}


@pytest.mark.parametrize(
    ("sources", "idle"),
    [
        ({"tickets": ["files"]}, ["stripe", "zendesk"]),
        ({"tickets": ["files", "zendesk"], "orders": ["stripe"]}, []),
        ({"tickets": ["zendesk"]}, ["files", "stripe"]),
    ],
)
def test_vendors_that_feed_nothing_are_left_to_duckdb(sources, idle):
    assert idle_vendors(MANIFEST, yaml.safe_dump({"sources": sources})) == idle


@pytest.mark.parametrize("said", [None, "", "{}", "roll_up: python"])
def test_spark_rolls_up_by_statements_whatever_is_said(said):
    assert yaml.safe_load(with_roll_up(said)) == {"roll_up": "sql"}


def test_other_vars_stay():
    assert yaml.safe_load(with_roll_up("as_of: 2025-01-01"))["as_of"].isoformat() == "2025-01-01"


def test_an_adapter_that_is_not_there_is_named_with_what_to_do(layout, monkeypatch):
    monkeypatch.setattr(build, "find_spec", lambda name: None)
    with pytest.raises(RunError, match=r"dbt-spark is not installed.*requirements-spark\.txt"):
        require_spark(layout)


def test_a_lake_by_a_part_of_a_path_is_refused(layout, monkeypatch):
    monkeypatch.setattr(build, "find_spec", lambda name: name)
    monkeypatch.setenv(LAKE_VARIABLE, "lake")
    with pytest.raises(RunError, match="CUSTOMER_PERFORMANCE_LAKE is a part of a path"):
        require_spark(layout)


@pytest.mark.parametrize(("target", "begins"), [("duckdb", 1), ("spark", 0)])
def test_dbt_reads_ahead_for_the_engine_whose_vars_it_is_given(target, begins):
    read = Mock()
    read_ahead(Options("build", read=read, target=target))
    assert read.begin.call_count == begins
