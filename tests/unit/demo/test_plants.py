"""What the demo company plants for the insights is there, and large enough to be found."""

import itertools
import json

import numpy as np
import pytest

from customer_performance.demo import moods
from customer_performance.demo.generate import generate
from tests.support.metric_files import declared_metrics


@pytest.fixture(scope="module")
def plants(tmp_path_factory) -> dict:
    out = tmp_path_factory.mktemp("usual")
    generate(out)
    return json.loads((out / "truth.json").read_text(encoding="utf-8"))["plants"]


def errors_apart(effect: dict, one: str, other: str) -> float:
    """How many standard errors lie between the rates of two groups."""
    rates, counts = ([effect[group][name] for group in (one, other)] for name in ("rate", "subjects"))
    mean = np.average(rates, weights=counts)
    return abs(rates[0] - rates[1]) / np.sqrt(mean * (1 - mean) * sum(1 / count for count in counts))


def test_accounts_leave_the_more_readily_the_more_of_their_tickets_failed(plants):
    losses = plants["loss_by_share_of_failed_tickets"]
    none, some, most = (losses[name]["rate"] for name in ("none", "up_to_half", "more"))
    assert none < some < most
    assert most > 2 * none
    assert errors_apart(losses, "more", "none") > 4


def test_use_falls_before_accounts_leave(plants):
    use = plants["use_falls_before_leaving"]
    assert use["losses"] > 50
    assert use["uses_in_the_last_days"] < 0.4 * use["uses_in_as_many_days_before_the_fall"]


def test_without_plants_who_leaves_and_who_refers_is_chance(tmp_path):
    generate(tmp_path, has_plants=False)
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    plants, effects = truth["plants"], truth["effects"]
    losses, use = plants["loss_by_share_of_failed_tickets"], plants["use_falls_before_leaving"]
    assert use["losses"] > 50
    assert use["uses_in_the_last_days"] > 0.8 * use["uses_in_as_many_days_before_the_fall"]
    assert errors_apart(losses, "more", "none") < 2
    assert errors_apart(effects["churn_after_failed_first_contact"], "failed", "not_failed") < 2
    assert errors_apart(effects["premium_promise_keeps_customers"], "broken", "kept") < 2
    assert errors_apart(effects["promoters_refer_more"], "promoters", "others") < 2
    assert plants["links"] == []
    assert {effect["planted"] for effect in effects.values()} == {losses["planted"], use["planted"]}


def test_the_journey_of_new_accounts_breaks_at_one_stage(plants):
    taken = list(plants["journey"]["accounts"].values())
    on = [after / before for before, after in itertools.pairwise(taken)]
    stages = list(plants["journey"]["accounts"])
    assert stages[on.index(min(on))] == plants["journey"]["breaks_at"]
    assert sorted(on)[0] < 0.6
    assert sorted(on)[1] > 0.8


def test_contacts_have_a_season_and_holidays(plants):
    assert plants["season"]["in_may"] < 0.85
    assert plants["season"]["in_november"] > 1.15
    assert plants["holidays"]["tickets_on_holidays"] < 0.6 * plants["holidays"]["tickets_a_week_beside"]


def test_customers_write_in_three_languages_and_worse_once_a_ticket_has_come_back(plants):
    messages = plants["moods"]["messages"]
    assert list(messages) == ["en", "zh-Hans", "zh-Hant"]
    assert all(count > 50 for by_mood in messages.values() for count in by_mood.values())
    assert plants["moods"]["share_negative"]["come_back"] > 2 * plants["moods"]["share_negative"]["at_first"]


def test_each_text_has_one_language_and_mood():
    assert len(set(moods.POOL)) == len(moods.POOL)
    assert len(moods.POOL) == moods.FIRST_ANSWER + 9
    simplified, traditional = (
        "".join(text for mood in moods.TEXTS[language] for text in mood)
        for language in (moods.SIMPLIFIED, moods.TRADITIONAL)
    )
    assert not set("這謝幫帳號後務讓滿應電腦處題環") & set(simplified)
    assert not set("这谢帮账号后务让满应电脑处题环") - set("应环") & set(traditional)


def test_the_mood_of_a_message_does_not_depend_on_those_beside_it():
    ticket, at = np.arange(50), 1_700_000_000 + np.arange(50) * 977
    alone = np.concatenate([moods.scatter(ticket[[n]], at[[n]], 1) for n in range(50)])
    assert (moods.scatter(ticket, at, 1) == alone).all()
    assert 0.3 < alone.mean() < 0.7


def test_the_declared_nulls_and_links_are_metrics(plants):
    assert len(plants["nulls"]) == 3
    assert {*plants["nulls"], *(metric for metric, _, _ in plants["links"])} <= set(declared_metrics())
    assert plants["links_need_tickets"] == 80_000
