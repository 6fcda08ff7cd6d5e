"""What the pages are made of, before anything is built."""

import re
from datetime import date

import pytest

from customer_performance.core.paths import PROJECT
from customer_performance.site.content import Content
from customer_performance.site.delivery_gap import GAP_MEASURES, Team, TeamMeasure, TeamMonth
from customer_performance.site.metric import Readiness
from tests.support.metric import cell, metric
from tests.support.page import Page, page_of, pages_of

TEMPLATES = sorted((PROJECT / "customer_performance" / "site" / "templates").glob("*.j2"))


@pytest.mark.slow
def test_a_company_of_which_nothing_has_landed_has_a_site(tmp_path):
    folder = pages_of(Content(), tmp_path)
    index = Page((folder / "index.html").read_text(encoding="utf-8"))
    assert "gap" in index.ids
    assert "make setup" in (folder / "lineage.html").read_text(encoding="utf-8")
    assert (folder / "review.html").read_text(encoding="utf-8").count("No target is set.") == 1
    assert "There are no journeys to show yet" in (folder / "journeys.html").read_text(encoding="utf-8")
    assert "There is nothing to compare yet" in (folder / "links.html").read_text(encoding="utf-8")
    assert "There is nothing to forecast from" in (folder / "next.html").read_text(encoding="utf-8")


@pytest.fixture
def partly_known(tmp_path):
    """The pages of a company of whose subjects a third is left out of the metrics of the delivery gap."""
    said = Readiness(
        "ready", True, 1, 1, None, None, None, None, 0.333, "no_core_feature 28, amount_unknown 3"
    )
    found = {
        name: metric(name, cell(metric_id=name, target=60.0, target_status="missed"), readiness=said)
        for name in GAP_MEASURES.values()
    }
    measure = TeamMeasure(50.0, 40.0, 60.0, 70.0, 100, "below", False)
    now = TeamMonth("first line", date(2025, 3, 1), "failing", dict.fromkeys(GAP_MEASURES, measure))
    content = Content(
        metrics=found, teams=[Team("first line", now, [now])], as_of="2025-04-01", has_column_lineage=True
    )
    return pages_of(content, tmp_path)


@pytest.mark.slow
def test_what_is_left_out_stands_beside_every_number(partly_known):
    """Of the metric, and of the parts of it: three columns of teams, and the three metrics beside their targets; on the
    overview also as a headline, and among what needs attention."""
    for page, places in (("index", 4), ("review", 2)):
        text = (partly_known / f"{page}.html").read_text(encoding="utf-8")
        assert text.count("33.3% left out") == places * len(GAP_MEASURES), page


@pytest.mark.slow
def test_readiness_says_why_subjects_are_left_out_and_what_would_help(partly_known):
    text = (partly_known / "readiness.html").read_text(encoding="utf-8")
    assert text.count("33.3%") == len(GAP_MEASURES)
    assert text.count("seeds/core_features.csv") == 3 * len(GAP_MEASURES)  # in each language
    assert text.count("seeds/exchange_rates.csv") == 3 * len(GAP_MEASURES)


@pytest.mark.slow
def test_an_insight_that_is_not_ready_says_what_it_waits_for(tmp_path):
    partial = {"readiness": "partial", "row_count": 9, "missing_inputs": None, "seed_unmatched": None}
    waiting = partial | {"missing_inputs": "orders.amount", "seed_unmatched": "ease (cpi_ease)"}
    unmatched = partial | {"seed_unmatched": "haste (cpi_haste)"}
    insights = [
        {"insight": "health", **waiting},
        {"insight": "validity", **unmatched},
        {"insight": "links", **partial},
    ]
    page = page_of(Content(insights=insights), tmp_path, "readiness.html")
    rows = {
        name: page.split(f"<code>{name}</code>")[1].split("</tr>")[0]
        for name in ("health", "validity", "links")
    }
    assert "orders.amount" in rows["health"]
    assert "cpi_ease" not in rows["health"]
    assert "haste (cpi_haste)" in rows["validity"]
    assert "Not enough data yet." in rows["links"]


@pytest.mark.slow
def test_readiness_says_of_how_many_texts_the_wording_is_known(tmp_path):
    known = {"text_kind": "message", "sentiment_language": "zh", "texts": 1200, "clear_share": 0.25}
    other = {"text_kind": "comment", "sentiment_language": "other", "texts": 3, "clear_share": 0.0}
    rows = [row | {"clearly_negative_texts": 40} for row in (known, other)]
    page = page_of(Content(sentiment=rows), tmp_path, "readiness.html")
    for said in ("customers&#39; messages", "1,200", "25.0%", "comments on surveys", "not scored"):
        assert said in page
    assert "sentiment" not in Page(page_of(Content(), tmp_path / "none", "readiness.html")).ids


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_every_table_has_a_name_for_who_hears_the_page(template):
    text = template.read_text(encoding="utf-8")
    unnamed = [
        table[0]
        for table in re.finditer(r"<table[^>]*>(?!\s*<caption>)", text)
        if "aria-label" not in table[0]
    ]
    assert unnamed == []


@pytest.mark.slow
def test_a_metric_has_the_same_digits_on_every_page(tmp_path):
    """Value, interval, target and change: on its own page, on the overview, the review and the page of targets."""
    name = GAP_MEASURES["sla"]
    figures = {"value": 70.0, "ci_low": 66.0, "ci_high": 74.0, "target": 80.0, "change": -4.0}
    said = {"target_status": "missed", "previous_value": 74.0, "change_is_significant": True}
    one = metric(name, cell(metric_id=name, **figures, **said))
    folder = pages_of(Content(metrics={name: one}, changes=[one.latest], compared=1), tmp_path)
    for page in ("index.html", "review.html", "targets.html", f"metrics/{name}.html"):
        text = (folder / page).read_text(encoding="utf-8")
        assert '<span class="value">70.0%</span>' in text, page
        assert '<span class="interval">66.0–74.0</span>' in text, page
        assert '≥&nbsp;<span class="value">80.0%</span>' in text, page
        if page != "targets.html":
            assert '<span class="value">−4.0</span>&nbsp;' in text, page
    assert "74.0 → " in (folder / "index.html").read_text(encoding="utf-8")


def test_a_change_is_called_significant_by_one_rule_on_one_page(tmp_path):
    """Of two that are so by themselves, the one that does not remain among many is not called so."""
    clear, alone = (
        metric(name, cell(metric_id=name, change=5.0, change_is_significant=True, target=60.0))
        for name in list(GAP_MEASURES.values())[:2]
    )
    content = Content(
        metrics={one.metric_id: one for one in (clear, alone)}, changes=[clear.latest], compared=2
    )
    page = page_of(content, tmp_path, "index.html")
    rows = {name: page[page.index(f'data-metric="{name}"') :] for name in content.metrics}
    said = {name: re.search(r'data-text="(better|worse|within_many)"', row)[1] for name, row in rows.items()}
    assert said[clear.metric_id] in ("better", "worse")
    assert said[alone.metric_id] == "within_many"
