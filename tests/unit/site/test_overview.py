"""What the overview shows first."""

from dataclasses import replace
from datetime import date

import pytest

from customer_performance.site.content import Content
from customer_performance.site.delivery_gap import Team, TeamMeasure, TeamMonth
from customer_performance.site.metric import Definition, Readiness
from customer_performance.site.overview import attention, by_subject, change_rank, chosen_headlines
from tests.support.metric import cell, metric

KNOWN = TeamMeasure(50.0, 40.0, 60.0, 70.0, 100, "unclear", False)
FEW = replace(KNOWN, is_small=True)
NONE = replace(KNOWN, value=None)


def held(name, status="no_target", is_clear=None, **said):
    return metric(name, cell(metric_id=name, target_status=status, target_is_clear=is_clear), **said)


def names(metrics):
    return [one.metric_id for one in metrics]


def test_the_headlines_are_the_first_eight_of_the_seed_that_have_a_value():
    found = [held(f"cpi_{position}", headline_position=position) for position in range(10, 0, -1)]
    found[-2] = metric("cpi_2", headline_position=2)  # no month is complete
    assert names(chosen_headlines(found)) == [f"cpi_{position}" for position in (1, 3, 4, 5, 6, 7, 8, 9)]


def test_few_headlines_are_filled_up_with_what_has_a_target_first():
    found = [held(f"cpi_{letter}") for letter in "abcdefg"]
    found.append(metric("cpi_z", cell(metric_id="cpi_z", target=1.0)))
    found.append(held("cpi_chosen", headline_position=3))
    assert names(chosen_headlines(found)) == ["cpi_chosen", "cpi_z", "cpi_a", "cpi_b", "cpi_c", "cpi_d"]
    assert chosen_headlines([]) == []


def team(name, quadrant, **measures):
    month = TeamMonth(name, date(2025, 3, 1), quadrant, {"satisfaction": KNOWN, "ease": KNOWN} | measures)
    return Team(name, month, [month])


def test_attention_goes_to_what_is_clear_the_worse_first_and_to_thin_evidence():
    left_out = Readiness("ready", True, 1, 1, None, None, None, None, 0.1)
    hardly = replace(left_out, left_out_share=0.099)
    found = [
        held("a_missed", "missed", True),
        held("b_unclear", "missed", False),
        held("c_met", "met", True),
        held("d_headline", "missed", True),
        held("e_left_out", readiness=left_out),
        held("f_hardly", readiness=hardly),
        metric("g_small", cell(metric_id="g_small", is_small=True)),
        metric("h_lower", cell(metric_id="h_lower"), direction="lower_is_better"),
    ]
    better, worse, neutral = (
        cell(metric_id="a_missed", change=2.0),
        cell(metric_id="h_lower", change=2.0),
        cell(metric_id="c_met", change=-1.0),
    )
    content = Content(
        metrics={one.metric_id: one for one in found},
        changes=[better, worse, neutral],
        teams=[team("red", "watermelon"), team("fine", "healthy")],
    )
    seen = attention(content, [found[3]])
    assert [one.name for one in seen.watermelons] == ["red"]
    assert names(seen.missed) == ["d_headline", "a_missed"]
    assert seen.changes == [worse, neutral, better]
    assert names(seen.thin) == ["e_left_out", "g_small"]


@pytest.mark.parametrize(
    ("quadrant", "sla", "satisfaction", "ease", "judgement"),
    [
        ("watermelon", "above", FEW, FEW, "watermelon"),
        ("too_few_to_say", "unclear", KNOWN, KNOWN, "not_clear"),
        ("too_few_to_say", "few", KNOWN, KNOWN, "too_few_to_say"),
        ("too_few_to_say", "above", FEW, NONE, "too_few_to_say"),
        ("too_few_to_say", "above", KNOWN, FEW, "not_clear"),
    ],
)
def test_what_is_not_clear_is_not_called_too_few(quadrant, sla, satisfaction, ease, judgement):
    lights = FEW if sla == "few" else replace(KNOWN, verdict=sla)
    now = team("x", quadrant, sla=lights, satisfaction=satisfaction, ease=ease).now
    assert now.judgement == judgement


def test_metrics_stand_by_what_they_measure_the_urgent_first():
    def of(subject):
        return Definition("", "", [], [], [], [], subject)

    found = [
        held("a", definition=of("tickets")),
        held("b", "missed", True, definition=of("tickets")),
        held("c", definition=of("sla")),
        held("d", definition=of("a folder of their own")),
        metric("e", definition=of("sla")),
    ]
    grouped = by_subject(found)
    assert {subject: names(metrics) for subject, metrics in grouped.items()} == {
        "sla": ["c"],
        "tickets": ["b", "a"],
        "other": ["d"],
    }


def test_changes_are_ranked_from_clearly_worse_to_unknown():
    def rank(change, is_significant, direction="higher_is_better"):
        return change_rank(cell(change=change, change_is_significant=is_significant), direction)

    assert [rank(-1.0, True), rank(-1.0, True, "neutral"), rank(1.0, True), rank(1.0, False), rank(None, None)] == [
        0, 1, 2, 3, 4,
    ]  # fmt: skip
