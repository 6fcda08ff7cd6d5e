"""What the code says in English, in the other languages."""

import pytest

from customer_performance.land.casts import WORDS
from customer_performance.land.text import fault_of_values
from customer_performance.site.sentences import sentences, tell, translated, translation


@pytest.mark.parametrize(
    ("english", "told"),
    [
        ("The ticket.", "工单。"),
        ("The\n  ticket.", "工单。"),
        ("missing", "缺失"),
        ("not a date (99.99.9999)", "不是日期（99.99.9999）"),
        (
            "not a timestamp (99/99/99); timestamp_format: '%d/%m/%y' reads it, if it is not '%m/%d/%y'",
            "不是时间戳（99/99/99）；可用 timestamp_format: '%d/%m/%y' 读取（也可能是 '%m/%d/%y'）",
        ),
        ("not null (`account_id`)", "不为空（`account_id`）"),
        ("What no one has written.", None),
        ("missing; what no one has written", None),
    ],
)
def test_a_text_is_found_by_what_it_says_in_english(english, told):
    assert translation(english, "zh-Hans") == told


def test_what_is_wrong_with_a_row_has_a_translation():
    said = [f"not {word} (a9)" for word in WORDS.values()]
    said += [
        fault_of_values(None, 3),
        fault_of_values(["a"], 3),
        "not an amount (a 9.9); decimal: ',' reads it",
    ]
    for language in ("zh-Hans", "zh-Hant"):
        assert [text for text in said if not translation(text, language)] == []
        assert [text for text in said if "a whole" in (translation(text, language) or "")] == []


def test_what_has_no_translation_is_shown_in_english_and_says_so():
    told = translated("Calm nights for whoever asks.")
    assert told["en"] == "Calm nights for whoever asks."
    assert told["zh-Hans"] == "Calm nights for whoever asks.（未翻译）"
    assert translated("安静的夜晚")["zh-Hans"] == "安静的夜晚"
    assert set(translated(None).values()) == {""}


def test_a_language_without_any_translation_has_english_alone(monkeypatch):
    known = sentences() | {"de": {}}
    monkeypatch.setattr("customer_performance.site.sentences.sentences", lambda: known)
    assert translated("The ticket.")["de"] == "The ticket."


def test_a_text_stands_on_a_page_in_all_languages():
    tell.cache_clear()
    shown = tell("1 if a person answered within var `service_level_seconds`, else 0.", True)
    assert shown.count("<code>service_level_seconds</code>") == 3
    assert '<span lang="zh-Hant">' in shown
