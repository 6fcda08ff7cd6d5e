"""The habits that keep the project in shape and that no general rule can say: dbt-bouncer.yml has the others, such as
which layer reads which. Both are read from dbt's manifest."""

import json
import re
from pathlib import Path

import pytest

from customer_performance.core.paths import PROJECT
from customer_performance.guard.suites import read_suites
from customer_performance.site.content import OF_ADVANCED
from tests.support.demo import OUT

MANIFEST = OUT / "build" / "target" / "manifest.json"
# Which sources a model may read, by its folder; dbt-bouncer holds marts to none.
MAY_READ = {"staging": {"raw tables"}, "intermediate": {"landing"}, "marts": set()}
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


def is_metric(node: dict) -> bool:
    return bool(node["config"]["meta"].get("aggregation"))


def test_raw_tables_are_read_by_staging_alone(manifest, models):
    """What landing keeps for itself, such as the key of pseudonyms, is read by intermediate models."""
    skips = {
        f"{node['name']} reads {source['name']}"
        for node in models.values()
        for parent in node["depends_on"]["nodes"]
        if (source := manifest["sources"].get(parent))
        and ("landing" if source["source_name"] == "landing" else "raw tables")
        not in MAY_READ[node["fqn"][1]]
    }
    assert skips == set()


def test_a_step_is_named_after_a_model_beside_it(models):
    places = {(node["name"], *node["fqn"][1:-1]) for node in models.values()}
    strays = {
        node["name"]
        for node in models.values()
        if node["fqn"][1] == "marts"
        and "__" in node["name"]
        and (node["name"].split("__")[0], *node["fqn"][1:-1]) not in places
    }
    assert strays == set()


def test_every_column_of_a_source_is_described(manifest):
    assert [
        f"{source['name']}.{column['name']}"
        for source in manifest["sources"].values()
        for column in source["columns"].values()
        if not column["description"].strip()
    ] == []


def test_every_table_of_the_marts_has_a_key(manifest, models):
    """Those without one are named with the reason, and are no longer named once they have one."""
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


def test_every_mart_has_an_owner(models):
    assert [
        node["name"] for node in models.values() if node["schema"] == "marts" and not node["config"]["group"]
    ] == []


def test_there_are_exposures(manifest):
    assert manifest["exposures"]


def test_every_metric_is_in_the_list_of_observations(manifest, models):
    observations = next(node for node in models.values() if node["name"] == "metric_observations")
    listed = {parent.split(".")[-1] for parent in observations["depends_on"]["nodes"]}
    assert {node["name"] for node in models.values() if is_metric(node)} <= listed


def test_small_files():
    """Of SQL, dbt-bouncer says so."""
    long = {
        str(path): lines
        for path in Path().glob("models/**/*.yml")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 250
    }
    assert long == {}


def test_insight_readiness_speaks_of_every_insight(models):
    """Each published model of insights and predictions is named in macro `insights`, and says what it requires."""
    published = {
        node["name"]: node["config"]["meta"]
        for node in models.values()
        if node["fqn"][2] in ("insights", "predictions") and node["config"]["access"] == "public"
    }
    (readiness,) = (node for node in models.values() if node["name"] == "insight_readiness")
    read = {identity.rpartition(".")[2] for identity in readiness["depends_on"]["nodes"]}
    assert len(published) > 15
    assert published.keys() - read == set()
    assert {name for name, meta in published.items() if not meta.get("requires")} == set()


def test_what_is_advanced_can_be_left_out_by_one_selector(models):
    """`--exclude tag:advanced`: no other model reads one of them, or it could not be built any more, unless it makes
    sure beforehand that there is an empty one. The cases in tests/warehouse are built without what is advanced."""
    advanced = {identity for identity, node in models.items() if "advanced" in node["tags"]}
    assert len(advanced) > 40
    readers = [
        (node, parent.rpartition(".")[2])
        for identity, node in models.items()
        if identity not in advanced
        for parent in node["depends_on"]["nodes"]
        if parent in advanced
    ]
    unprovided = {
        f"{node['name']} reads {parent}"
        for node, parent in readers
        if not any(provides(hook["sql"], parent) for hook in node["config"]["pre-hook"])
    }
    assert unprovided == set()
    assert [parent for _, parent in readers] == ["int_message_sentiment__scores"]


def test_exposures_name_what_is_read(manifest):
    """Of the site: what its queries read."""
    exposed = {
        exposure["name"]: {parent.rpartition(".")[2] for parent in exposure["depends_on"]["nodes"]}
        for exposure in manifest["exposures"].values()
    }
    queries = (PROJECT / "customer_performance" / "site" / "queries").glob("*.sql")
    asked = "".join(query.read_text(encoding="utf-8") for query in queries)
    analyses = [node for node in manifest["nodes"].values() if node["resource_type"] == "analysis"]
    assert exposed == {
        "site": set(re.findall(r"marts\.(\w+)", asked)),
        "service_review": {
            parent.rpartition(".")[2] for node in analyses for parent in node["depends_on"]["nodes"]
        },
    }


def provides(hook: str, model: str) -> bool:
    """Whether a hook creates an empty table where a model has not been built."""
    return " ".join(hook.split()).startswith(f"create table if not exists {{{{ ref('{model}') }}}} (")


def test_the_site_and_the_gate_know_what_may_be_left_out(models):
    """A query of the site on what is estimated is asked only where that is there; an expectation says `if_built`."""
    advanced = {node["name"] for node in models.values() if "advanced" in node["tags"]}
    of_site = {}
    for path in (PROJECT / "customer_performance" / "site" / "queries").glob("*.sql"):
        if read := marts_in(path.read_text(encoding="utf-8")) & advanced:
            of_site[path.stem] = read
    assert of_site == {name: {table} for name, table in OF_ADVANCED.items()}
    at_gate = [each for each in read_suites(PROJECT / "quality", "marts") if marts_in(each.query) & advanced]
    assert len(at_gate) > 3
    assert [each.name for each in at_gate if not each.if_built] == []


def marts_in(sql: str) -> set[str]:
    return set(re.findall(r"\bmarts\.(\w+)", sql))
