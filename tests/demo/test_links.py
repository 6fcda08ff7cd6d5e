"""Links between CPIs and later outcomes, on the demo company; `make study` asks one that is ten times as large."""

import json
import re

import pandas as pd
import pytest

from customer_performance.core.variables import LANGUAGES
from customer_performance.models import links as models
from customer_performance.site.i18n import texts_of


@pytest.fixture(scope="module")
def links(warehouse) -> dict[tuple[str, str], dict]:
    relation = warehouse.table("marts.cpi_kpi_links")
    rows = [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
    return {(row["metric_id"], row["outcome"]): row for row in rows}


def test_what_was_planted_points_in_its_direction_and_the_nulls_are_not_clear(links, truth):
    """With 200 accounts not every planted link is clear, but none may seem to be the opposite."""
    plants = truth["plants"]
    found = [links[metric, outcome] for metric, outcome, _ in plants["links"]]
    assert all((row["effect"] < 0) == (row["outcome"] == "is_lost") for row in found)
    assert sum(row["verdict"] == "goes_with_better" for row in found) >= 2
    nulls = [links[metric, "is_lost"] for metric in plants["nulls"] if (metric, "is_lost") in links]
    assert len(nulls) == 3
    assert not [row for row in nulls if row["verdict"].startswith("goes_with")]


def test_a_verdict_is_what_the_figures_say(links):
    for row in links.values():
        clear = row["verdict"] in ("goes_with_better", "goes_with_worse", "unclear_runs_both_ways")
        assert clear == (
            row["q_value"] is not None
            and row["q_value"] <= 0.1
            and row["effect_low"] * row["effect_high"] > 0
        )
        assert (row["q_value"] is None) == (row["verdict"] == "too_few_to_say")
        assert row["accounts"] >= 5
        if row["q_value"] is not None:
            assert row["p_value"] <= row["q_value"] <= 1
            assert row["effective_clusters"] >= 40
            assert row["effective_clusters"] <= row["accounts"] * (1 + 1e-9)
            assert 0 <= row["robustness_value"] <= 1


def test_each_row_has_a_sentence_in_each_language_with_nothing_left_open(links):
    for row in links.values():
        for language in LANGUAGES:
            sentence = texts_of(row, "sentence")[language]
            assert sentence
            assert "{" not in sentence
            assert bool(re.search("[\u4e00-\u9fff]", sentence)) == (language != "en")


def test_doses_of_a_pair_hold_its_account_months(warehouse):
    assert (
        warehouse.sql("""
            select metric_id, outcome
            from marts.cpi_kpi_link_doses
            group by metric_id, outcome
            having
                sum(subjects) <> (
                    select links.account_months from marts.cpi_kpi_links as links
                    where links.metric_id = cpi_kpi_link_doses.metric_id and links.outcome = cpi_kpi_link_doses.outcome
                )
                or min(clusters) < 5
                or min(subjects) < 0.02 * sum(subjects)
        """).fetchall()
        == []
    )
    assert warehouse.sql("select count(*) from marts.cpi_kpi_link_doses").fetchone()[0] > 100


def test_exposures_and_outcomes_are_those_of_a_plain_loop(warehouse):
    """Repeat contacts in the 30 days up to a week before each month's end, and who left in the 90 days after it."""
    observations = warehouse.sql("""
        select account_id, observed_at, numerator from marts.cpi_repeat_contact_rate
        where numerator is not null and account_id is not null
    """).df()
    spans = warehouse.sql("select account_id, started_at, ended_at from marts.fct_account_spans").df()
    accounts = sorted(set(spans["account_id"]))[::25]
    found = warehouse.sql("""
        select account_id, checkpoint_at, numerator, subjects, is_lost
        from intermediate.cpi_kpi_links__account_months
        left join intermediate.cpi_kpi_links__outcomes using (account_id, checkpoint_at)
        left join (
            select * from intermediate.cpi_kpi_links__exposures where metric_id = 'cpi_repeat_contact_rate'
        ) using (account_id, checkpoint_at)
        where role = 'outcome'
    """).df()
    checked = 0
    for row in found[found["account_id"].isin(accounts)].itertuples():
        age = (row.checkpoint_at - observations["observed_at"]).dt.total_seconds() / 86400 - 7
        mine = observations[(observations["account_id"] == row.account_id) & (age > 0) & (age <= 30)]
        assert len(mine) == (0 if pd.isna(row.subjects) else row.subjects)
        assert mine["numerator"].sum() == (row.numerator if len(mine) else 0)
        span = spans[
            (spans["account_id"] == row.account_id)
            & (spans["started_at"] < row.checkpoint_at)
            & ~(spans["ended_at"] < row.checkpoint_at)
        ]
        assert len(span) == 1
        if not pd.isna(row.is_lost):
            left = (span["ended_at"].iloc[0] - row.checkpoint_at).total_seconds() / 86400
            assert bool(row.is_lost) == (left < 90)
            checked += 1
    assert checked > 50


def test_the_insight_says_that_it_is_ready(warehouse):
    found = warehouse.sql(
        "select readiness, missing_inputs from marts.insight_readiness where insight = 'cpi_kpi_links'"
    ).fetchall()
    assert found == [("ready", None)]


def test_the_estimates_are_the_same_bytes_twice(warehouse):
    steps = ("account_months", "outcomes", "exposures", "pairs")
    tables = [warehouse.table(f"intermediate.cpi_kpi_links__{step}").df() for step in steps]
    built = warehouse.table("intermediate.cpi_kpi_links__estimates").df()
    mixed = [table.sample(frac=1, random_state=1) for table in tables]
    again = models.estimate(*mixed)
    order = ["metric_id", "outcome"]
    first, second = (table.sort_values(order, ignore_index=True)[list(again)] for table in (built, again))
    assert json.loads(first.to_json()) == json.loads(second.to_json())
