"""What the site quotes from models, tests, checks and decisions is there in all languages, and up to date."""

import json
import re

import pytest
import yaml

from customer_performance.core.paths import PROJECT
from customer_performance.guard.suites import read_suites
from customer_performance.site import i18n
from customer_performance.site.decisions import read_decisions
from customer_performance.site.definition import DbtProject
from customer_performance.site.sentences import HOLE, normal, sentences, translation
from tests.support.demo import OUT, needed

TRANSLATED = [language for language, known in sentences().items() if known]
# What a metric of a company may be tested by, too; the demo's are described.
GENERIC_TESTS = {
    "not null ({column})",
    "accepted values ({column})",
    "unique ({column})",
    "relationships ({column})",
}


@pytest.fixture(scope="module")
def manifest() -> dict:
    path = needed(OUT / "build" / "target" / "manifest.json")
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def metrics(manifest) -> dict[str, dict]:
    nodes = manifest["nodes"].values()
    return {
        node["name"]: node
        for node in nodes
        if node["resource_type"] == "model" and "direction" in node["config"]["meta"]
    }


@pytest.fixture(scope="module")
def shown(manifest, metrics) -> dict[str, set[str]]:
    """The English texts by the area, which is the file of their translations."""
    project = DbtProject(manifest, {})
    definitions = [project.definition_of(name) for name in metrics]
    decisions = [
        text
        for one in read_decisions()
        for name, found in zip(metrics, definitions, strict=True)
        if one.is_about(name, found.reads)
        for text in [one.title, *one.text.split("\n\n")]
    ]
    checks = [one.why for gate in ("raw", "marts") for one in read_suites(PROJECT / "quality", gate)]
    return {
        area: {normal(text) for text in texts if text}
        for area, texts in {
            "columns": [column.description for found in definitions for column in found.columns],
            "tests": [test.about for found in definitions for test in found.tests],
            "decisions": decisions,
            "checks": checks,
            "metrics": [text for node in metrics.values() for text in said_of(node["config"]["meta"])],
        }.items()
    }


def said_of(meta: dict) -> list[str]:
    benchmark = meta.get("benchmark") or {}
    return [meta.get("outcome"), meta.get("increment"), benchmark.get("text"), benchmark.get("source")]


def test_there_is_something_to_translate(metrics, shown):
    assert len(metrics) > 60
    assert min(map(len, shown.values())) > 50
    assert {"zh-Hans", "zh-Hant"} <= set(TRANSLATED)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_that_the_site_quotes_is_translated(shown, language):
    missing = {
        f"texts/{language}/{area}.yml": sorted(text for text in texts if not translation(text, language))
        for area, texts in shown.items()
    }
    assert {file: texts for file, texts in missing.items() if texts} == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_of_a_text_that_is_not_there_any_more(shown, language):
    left_over = {}
    for area, texts in shown.items():
        known = yaml.safe_load((i18n.TEXTS / language / f"{area}.yml").read_text(encoding="utf-8"))
        left_over[area] = {english for english in known if english not in texts | GENERIC_TESTS}
    assert {area: texts for area, texts in left_over.items() if texts} == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_names_what_the_english_text_names(language):
    """Holes, code and figures stand in both."""
    wrong = [
        (english, told)
        for english, told in sentences()[language].items()
        if sorted(HOLE.findall(english)) != sorted(HOLE.findall(told))
        or sorted(re.findall("`[^`]+`", english)) != sorted(re.findall("`[^`]+`", told))
    ]
    assert wrong == []


def test_every_reason_of_an_exception_has_a_text():
    folder = PROJECT / "models" / "marts" / "data_quality"
    models = yaml.safe_load((folder / "data_quality_exceptions.yml").read_text(encoding="utf-8"))["models"]
    about = next(column["description"] for column in models[0]["columns"] if column["name"] == "reason")
    reasons = re.findall(r"[a-z_]+", about.partition(": ")[2])
    assert len(reasons) > 30
    assert {f"exception_{reason}" for reason in reasons} <= i18n.texts()["en"].keys()
