"""MetricFlow says what metric_values says, and knows every metric from its meta alone."""

import csv
import math
import os
import socket
import subprocess
import sys
from collections import Counter

import pytest
from metricflow_semantic_interfaces.validations.semantic_manifest_validator import SemanticManifestValidator

from customer_performance.core.errors import RunError
from customer_performance.core.paths import Layout
from customer_performance.core.variables import declared_dimensions, project_variables
from customer_performance.metrics import metricflow
from customer_performance.metrics.semantic_layer import (
    FAMILIES,
    file_of,
    file_of_dimensions,
    metric_of,
    with_dimensions,
    yaml_of,
)
from tests.support.demo import OUT
from tests.support.metricflow import asked, engine_of, manifest_of

TOLERANCE = 1e-9
PARTS_OF_RATIOS = {"numerator", "denominator"}
# Every metric is asked for in each of these at once; days and weeks carry the main dimensions only.
SAMPLE = [
    ("day", "all"),
    ("week", "team"),
    ("month", "segment"),
    ("month", "lead"),
    ("quarter", "touchpoint"),
    ("quarter", "channel"),
]


@pytest.fixture(scope="module")
def manifest():
    return manifest_of(OUT / "build" / "target")


@pytest.fixture(scope="module")
def engine(manifest):
    return engine_of(manifest)


def metric_names(manifest) -> list[str]:
    return sorted({metric.name for metric in manifest.metrics} - PARTS_OF_RATIOS)


@pytest.mark.parametrize("family", FAMILIES)
def test_is_what_the_command_writes(warehouse, family):
    assert file_of(family).read_text(encoding="utf-8") == yaml_of(family, warehouse), (
        "run `customer-performance semantic-layer` after the build"
    )


def test_its_dimensions_are_what_the_command_writes():
    text = file_of_dimensions().read_text(encoding="utf-8")
    assert with_dimensions(text, list(declared_dimensions(project_variables()).values())) == text, (
        "run `customer-performance semantic-layer`"
    )


def test_holds_every_metric_that_the_catalogue_says(manifest, warehouse):
    """All but those that are taken at a period's end, which MetricFlow would count in every period of the range."""
    rows = warehouse.sql(
        "select metric_id, is_in_semantic_layer, is_snapshot from marts.metric_catalog"
    ).fetchall()
    assert metric_names(manifest) == sorted(metric for metric, is_in, _ in rows if is_in)
    assert [metric for metric, is_in, is_snapshot in rows if is_in == is_snapshot] == []


def test_leaves_out_what_a_measure_cannot_say():
    shared = ("kpi_x", "kpi_x", "Label", "Question?")
    assert metric_of(*shared, "median", 100, "day, week") == ""
    assert "100 * numerator" in metric_of(*shared, "ratio", 100, "day, week")


def test_is_sound_to_metricflow(manifest):
    issues = SemanticManifestValidator().validate_semantic_manifest(manifest)
    assert [issue.as_readable_str() for issue in issues.errors + issues.future_errors] == []


def test_labels_are_unique(manifest):
    labels = Counter(metric.label for metric in manifest.metrics)
    assert [label for label, times in labels.items() if times > 1 or not label] == []


def test_dimensions_are_those_of_metric_values(manifest, warehouse):
    found = {dimension.name for model in manifest.semantic_models for dimension in model.dimensions}
    rows = warehouse.sql("select dimensions from marts.metric_catalog").fetchall()
    expected = {dimension for (text,) in rows for dimension in text.split(", ")}
    # Agents are a dimension only where var `publish_agents` says so.
    assert found - {"metric_id", "observed_on"} == expected - {"all", "agent"}


def expected(warehouse, grain: str, dimension: str) -> dict[tuple, float]:
    rows = warehouse.execute(
        "select metric_id, period_start, dimension_value, value from marts.metric_values "
        "join marts.metric_catalog using (metric_id) "
        "where grain = ? and dimension = ? and not is_snapshot",
        [grain, dimension],
    ).fetchall()
    return {row[:3]: row[3] for row in rows}


@pytest.mark.parametrize(("grain", "dimension"), SAMPLE)
def test_values_are_those_of_metric_values(engine, manifest, warehouse, grain, dimension):
    truth = expected(warehouse, grain, dimension)
    metrics = sorted({metric for metric, _, _ in truth} & set(metric_names(manifest)))
    found = asked(engine, warehouse, metrics, grain, dimension)
    assert len(metrics) > 5
    assert found.keys() == truth.keys()
    wrong = {
        key: (found[key], value)
        for key, value in truth.items()
        if not math.isclose(found[key], value, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    }
    assert wrong == {}


def test_the_sample_holds_every_metric_with_a_value(warehouse):
    every = {
        row[0]
        for row in warehouse.sql(
            "select distinct metric_id from marts.metric_values "
            "join marts.metric_catalog using (metric_id) where not is_snapshot"
        ).fetchall()
    }
    assert {metric for cell in SAMPLE for metric, _, _ in expected(warehouse, *cell)} == every


@pytest.fixture
def outside():
    """What a program that wants to reach the internet would connect to."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def test_the_command_line_answers_and_calls_nobody(warehouse, outside, tmp_path):
    """`mf` itself, once: on the published marts, where nothing is locked."""
    metric = "kpi_first_response_time_p90"
    answer = tmp_path / "answer.csv"
    command = [
        sys.executable,
        "-m",
        "customer_performance.cli",
        "mf",
        "--out",
        str(OUT),
        "query",
        "--csv",
        str(answer),
    ]
    command += ["--metrics", metric, "--group-by", "metric_time__month"]
    proxy = f"http://127.0.0.1:{outside.getsockname()[1]}"
    environment = os.environ | {"HTTPS_PROXY": proxy, "https_proxy": proxy, "TMPDIR": str(tmp_path)}
    subprocess.run(command, env=environment, check=True, capture_output=True)
    with pytest.raises(BlockingIOError):
        outside.accept()
    with answer.open(encoding="utf-8") as lines:
        found = {row["metric_time__month"][:10]: float(row[metric]) for row in csv.DictReader(lines)}
    truth = expected(warehouse, "month", "all")
    assert found == pytest.approx(
        {str(period): value for (name, period, _), value in truth.items() if name == metric}, rel=TOLERANCE
    )


def test_the_command_line_wants_something_published(tmp_path):
    with pytest.raises(RunError, match="build first"):
        metricflow.ask(Layout(tmp_path), ["list", "metrics"])
