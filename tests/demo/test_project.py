"""The habits that keep the project in shape, read from dbt's manifest: layers, descriptions, keys, owners."""

import json
import re
from pathlib import Path

import pytest

from tests.support.demo import OUT

MANIFEST = OUT / "build" / "target" / "manifest.json"
# What each layer may read. Sources are read by staging alone; a fact is computed once, so a later step may build on
# one of marts/core rather than compute it again, but never on a metric.
MAY_READ = {
    "staging": {"source", "staging", "seed"},
    "intermediate": {"staging", "intermediate", "core", "seed", "landing"},
    "core": {"intermediate", "core", "seed"},
    "marts": {"intermediate", "core", "marts", "seed"},
}
STEPS_OF_INSIGHTS = {
    "delivery_gap__account_years",
    "delivery_gap__accounts",
    "churn_reasons__incidents",
}  # which read metrics
WITHOUT_KEY = {
    "metric_as_of": "one row",
    "metric_observations": "observations_count_each_subject_once holds it to metric and subject",
    "semantic_observations": "the rows of metric_observations",
    "data_quality_exceptions": "a row may be odd in the same way twice",
    "fct_article_views": "views have no id of their own",
}


@pytest.fixture(scope="module")
def manifest() -> dict:
    if not MANIFEST.exists():
        pytest.fail(f"{MANIFEST} is not there: build the demo company first, as `make test` does")
    return json.loads(MANIFEST.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def models(manifest) -> dict[str, dict]:
    return {
        identity: node for identity, node in manifest["nodes"].items() if node["resource_type"] == "model"
    }


def folder(node: dict) -> str:
    """The layer of a model by its folder; `landing` for landing's own books."""
    if node["resource_type"] == "source":
        return "landing" if node["source_name"] == "landing" else "source"
    if node["resource_type"] != "model":
        return node["resource_type"]
    return "core" if node["fqn"][1:3] == ["marts", "core"] else node["fqn"][1]


def is_metric(node: dict) -> bool:
    return bool(node["config"]["meta"].get("aggregation"))


def test_every_model_stays_in_its_layer(manifest, models):
    everything = manifest["nodes"] | manifest["sources"]
    skips = {
        f"{node['name']} reads {everything[parent]['name']}"
        for node in models.values()
        if node["name"] not in STEPS_OF_INSIGHTS
        for parent in node["depends_on"]["nodes"]
        if folder(everything[parent]) not in MAY_READ[folder(node)]
    }
    assert skips == set()


def test_metrics_read_facts_and_dimensions_only(manifest, models):
    strays = {
        f"{node['name']} reads {parent}"
        for node in models.values()
        if is_metric(node)
        for parent in node["depends_on"]["nodes"]
        if not re.match(r"model\.\w+\.(fct|dim)_", parent)
    }
    assert strays == set()


def test_names_say_the_layer(models):
    prefixes = {"staging": ("base_", "stg_"), "intermediate": ("int_",)}
    assert [
        node["name"]
        for node in models.values()
        if not node["name"].startswith(prefixes.get(folder(node), ("",)))
    ] == []


def test_everything_is_described(manifest, models):
    undescribed = [node["name"] for node in models.values() if not node["description"].strip()]
    undescribed += [
        f"{node['name']}.{column['name']}"
        for node in [*models.values(), *manifest["sources"].values()]
        for column in node["columns"].values()
        if not column["description"].strip()
    ]
    assert undescribed == []


def test_every_table_of_the_marts_has_a_key(manifest, models):
    keyed = {
        node["attached_node"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test"
        and (node.get("test_metadata") or {}).get("name") in ("unique", "unique_combination")
    }
    bare = {
        node["name"]
        for identity, node in models.items()
        if node["schema"] == "marts" and not is_metric(node) and identity not in keyed
    }
    assert bare == WITHOUT_KEY.keys()


def test_every_mart_has_an_owner_and_a_contract(models):
    for node in models.values():
        if node["schema"] != "marts":
            continue
        assert node["config"]["group"], node["name"]
        assert node["config"]["contract"]["enforced"], node["name"]
        assert node["access"] == "public", node["name"]


def test_no_model_is_an_orphan(manifest, models):
    orphans = [
        node["name"]
        for identity, node in models.items()
        if node["schema"] != "marts"
        and not any(child.startswith("model.") for child in manifest["child_map"][identity])
    ]
    assert orphans == []


def test_exposures_name_their_owner_and_what_they_read(manifest):
    exposures = manifest["exposures"].values()
    assert exposures
    for exposure in exposures:
        assert exposure["owner"]["name"], exposure["name"]
        assert exposure["description"].strip(), exposure["name"]
        assert exposure["depends_on"]["nodes"], exposure["name"]


def test_every_metric_is_in_the_list_of_observations(manifest, models):
    observations = next(node for node in models.values() if node["name"] == "metric_observations")
    listed = {parent.split(".")[-1] for parent in observations["depends_on"]["nodes"]}
    assert {node["name"] for node in models.values() if is_metric(node)} <= listed


def test_small_files():
    long = {
        str(path): lines
        for pattern, most in (("models/**/*.sql", 130), ("models/**/*.yml", 260))
        for path in Path().glob(pattern)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > most
    }
    assert long == {}
