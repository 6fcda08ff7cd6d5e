"""How good the models are on texts that they were not trained on, and what own words do."""

from collections import Counter

import numpy as np
import pytest

from customer_performance.demo import moods
from customer_performance.models.sentiment import linear, score
from customer_performance.models.sentiment.clean import cleaned
from customer_performance.models.sentiment.features import SIZE
from customer_performance.models.sentiment.score import own_words, pairs, scores
from tests.support.sentiment import (
    DATA,
    MOODS,
    SURE,
    area_under_curve,
    existing,
    labelled,
    macro_f1,
    restaurant_reviews,
    support_sentences,
)
from tools import sentiment_model

NONE = own_words({})


def test_the_sentences_are_two_hundred_in_three_scripts_a_third_of_them_neutral():
    rows = support_sentences()
    assert Counter(row["script"] for row in rows) == {"en": 68, "zh-Hans": 66, "zh-Hant": 66}
    assert Counter(row["mood"] for row in rows) == {"negative": 67, "neutral": 67, "positive": 66}
    assert len({row["text"] for row in rows}) == 200


def test_macro_f1_on_two_hundred_sentences_of_support():
    """These figures stand in docs/explanation/sentiment.md: low, since nothing neutral was trained on."""
    rows = support_sentences()
    _, found = scores([row["text"] for row in rows], NONE)
    f1 = {
        script: round(
            macro_f1(
                [row["mood"] for row in rows if row["script"].startswith(script)],
                [
                    labelled(each)
                    for row, each in zip(rows, found, strict=True)
                    if row["script"].startswith(script)
                ],
            ),
            2,
        )
        for script in ("", "en", "zh-Hans", "zh-Hant")
    }
    assert f1 == {"": 0.62, "en": 0.69, "zh-Hans": 0.52, "zh-Hant": 0.63}
    is_sure = np.abs(found) >= SURE
    told = [(row["mood"], each > 0) for row, each, sure in zip(rows, found, is_sure, strict=True) if sure]
    felt = [(mood == "positive") == good for mood, good in told if mood != "neutral"]
    assert (len(told), len(felt), sum(felt)) == (118, 91, 84)


@pytest.fixture(scope="module")
def english():
    texts, labels = sentiment_model.uci331_sentences(existing(DATA / "reviews_en_uci331"))
    assert len(texts) == 3000
    return score.with_vader([cleaned(text) for text in texts]), labels


@pytest.mark.slow
def test_five_folds_of_english_are_better_than_vader_alone(english):
    features, is_positive = english
    vader = features[:, SIZE].toarray().ravel() > 0
    fold = np.random.default_rng(1).permutation(len(is_positive)) % 5
    said = np.zeros(len(is_positive), bool)
    for each in range(5):
        model = linear.fitted(features[fold != each], is_positive[fold != each], sentiment_model.STRENGTH)
        said[fold == each] = model.logits(features[fold == each]) > 0
    alone, both = np.mean(vader == is_positive), np.mean(said == is_positive)
    assert alone == pytest.approx(0.817, abs=0.002)
    assert both > 0.85


@pytest.mark.slow
def test_training_again_gives_the_same_bytes(english, tmp_path, monkeypatch):
    shipped = {path.name: path.read_bytes() for path in linear.WEIGHTS.glob("en.*")}
    monkeypatch.setattr(linear, "WEIGHTS", tmp_path)
    model = linear.calibrated(*english, sentiment_model.STRENGTH)
    linear.write_weights("en", model, SIZE, sentiment_model.ENGLISH)
    assert {path.name: path.read_bytes() for path in tmp_path.glob("en.*")} == shipped


def test_restaurant_reviews_in_both_scripts():
    """Three stars are neither good nor bad."""
    texts, stars = restaurant_reviews()
    is_told = stars != 3
    # each character by the traditional form that is listed last, which is the rarer one
    traditional = {simple: each for each, simple in pairs().items()}
    found = []
    for written in (texts, [text.translate(traditional) for text in texts]):
        languages, sentiment = scores(written, NONE)
        assert set(languages) == {"zh"}
        found.append(area_under_curve(sentiment[is_told], stars[is_told] > 3))
    assert found[0] >= 0.95
    assert abs(found[0] - found[1]) <= 0.01


def test_both_scripts_have_one_score():
    _, (simplified, traditional) = scores(
        ["这个问题浪费了我半天时间，体验很差。", "這個問題浪費了我半天時間，體驗很差。"], NONE
    )
    assert simplified == traditional < -SURE


def test_the_moods_of_the_demo_company():
    """What is surely bad or good wording is so. Of 36 texts with a mood, two are left open."""
    texts = [text for language in moods.TEXTS for mood in language for text in mood]
    truth = [
        mood for language in moods.TEXTS for mood, said in zip(MOODS, language, strict=True) for _ in said
    ]
    _, found = scores([f"CANARY {text}" for text in texts], NONE)
    sure = [(mood, each > 0) for mood, each in zip(truth, found, strict=True) if abs(each) >= SURE]
    felt = [(mood == "positive") == good for mood, good in sure if mood != "neutral"]
    assert (len(felt), sum(felt)) == (34, 34)


@pytest.mark.parametrize(
    ("text", "words", "moves"),
    [
        ("Where is the button?", {}, 0),
        ("Where is the Spinner?", {"spinner": -2}, -1),
        ("Where is the spinner and the spinner?", {"spinner": -2}, -1),
        ("Where are the spinners?", {"spinner": -2}, 0),
        ("Where is the Blue  Screen?", {"blue screen": -2}, -1),
        ("请问按钮在哪里，蓝屏了", {"蓝屏": -2}, -1),
        ("請問按鈕在哪裡，藍屏了", {"蓝屏": -2}, -1),
        ("请问按钮在哪里，一键直达", {"一鍵直達": 2}, 1),
        ("Wo ist der Spinner?", {"spinner": -2}, None),
    ],
)
def test_words_of_a_company_move_the_score(text, words, moves):
    _, (before,) = scores([text], NONE)
    _, (after,) = scores([text], own_words(words))
    if moves is None:
        assert np.isnan([before, after]).all()
        return
    assert np.sign(round(after - before, 6)) == moves
    by = 2 * (np.arctanh(after) - np.arctanh(before))
    assert by == pytest.approx(2 * moves, abs=0.01)  # the word's value is added to the logit


def test_a_text_is_scored_alike_whatever_is_beside_it():
    rows = [row["text"] for row in support_sentences()]
    _, together = scores(rows, NONE)
    alone = [scores([text], NONE)[1][0] for text in rows[::20]]
    assert together[::20].tolist() == alone


def test_weights_carry_no_text():
    """A byte for each hashed number; what stands beside them names the sources, and no word of any sentence."""
    for language in ("en", "zh"):
        assert len((linear.WEIGHTS / f"{language}.int8").read_bytes()) == SIZE
    shipped = b"".join(path.read_bytes() for path in sorted(linear.WEIGHTS.iterdir()))
    assert b"CANARY" not in shipped
    assert {path.name for path in linear.WEIGHTS.iterdir()} == {
        "en.int8", "en.json", "simplified.txt", "zh.int8", "zh.json",
    }  # fmt: skip
    assert sum(path.stat().st_size for path in linear.WEIGHTS.iterdir()) < 200_000
