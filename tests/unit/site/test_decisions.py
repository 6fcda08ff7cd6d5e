"""Every decision has a date and names models that exist; a metric's page finds those that concern it."""

from datetime import date

import pytest

from customer_performance.core.paths import PROJECT
from customer_performance.site.decisions import FOLDER, decisions_in, read_decisions

DECISIONS = read_decisions()
MODELS = {path.stem for path in (PROJECT / "models").rglob("*.sql")}


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
