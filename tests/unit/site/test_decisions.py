"""Every decision has a date and names models that exist; a metric's page finds those that concern it."""

import re
from datetime import date

import pytest

from customer_performance.core.paths import PROJECT
from customer_performance.site.decisions import FOLDER, decisions_in, read_decisions, with_code

DECISIONS = read_decisions()
ON_PAGES = ("cpi_", "kpi_", "fct_", "dim_", "metric_values")
MODELS = {path.stem for ending in ("sql", "py") for path in (PROJECT / "models").rglob(f"*.{ending}")}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.md")), ids=lambda path: path.stem)
def test_each_heading_is_a_decision_with_a_date(path):
    text = path.read_text(encoding="utf-8")
    found = decisions_in(path.name, text)
    assert len(found) == text.count("\n## ")
    for decision in found:
        assert date.fromisoformat(decision.decided_on)
        assert decision.text


def test_each_named_model_exists():
    named = {(decision.file, model) for decision in DECISIONS for model in decision.models}
    assert {(file, model) for file, model in named if model not in MODELS} == set()


def test_a_metric_is_concerned_by_its_own_name_by_what_it_reads_and_by_what_is_said_of_all():
    titles = {
        each.title
        for each in DECISIONS
        if each.is_about("kpi_customer_churn_rate", ["fct_account_retention"])
    }
    assert {"MRR that goes to zero is churn", "Dimensions are today's"} <= titles
    assert "Effort is counted up to the end of the repeat window" not in titles
    assert not any(
        each.is_about("kpi_customer_churn_rate", []) for each in DECISIONS if each.file == "landing.md"
    )


def test_a_heading_without_a_date_is_no_decision():
    assert decisions_in("a.md", "# A\n\n## No date\n\nText.\n") == []


def test_what_a_metrics_page_shows_of_a_decision_is_paragraphs_alone():
    """The page makes nothing else of its text: no table, list or block of code."""
    shown = [each for each in DECISIONS if any(model.startswith(ON_PAGES) for model in each.models)]
    assert len(shown) > 30
    assert [each.title for each in shown if re.search(r"^(\||- |\d+\. |```)", each.text, re.MULTILINE)] == []


def test_a_text_is_shown_with_its_code_and_without_its_links():
    shown = with_code("`a_b` < 1, as [the page](../there.md) says")
    assert shown == "<code>a_b</code> &lt; 1, as the page says"
