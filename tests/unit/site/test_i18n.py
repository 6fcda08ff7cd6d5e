"""Words in three languages, and numbers as people write them."""

import re

import pytest
import yaml

from customer_performance.core.variables import LANGUAGES
from customer_performance.site.i18n import TEXTS, quantity, say, signed


def test_every_text_is_there_in_every_language():
    found = {
        language: yaml.safe_load((TEXTS / f"{language}.yml").read_text(encoding="utf-8"))
        for language in LANGUAGES
    }
    for language, texts in found.items():
        assert list(texts) == list(found["en"]), language
        for key, text in texts.items():
            holes = re.findall(r"{\w+}", text)
            assert sorted(holes) == sorted(re.findall(r"{\w+}", found["en"][key])), (language, key)
            assert text.strip()
    assert say("gap_finding", team="<b>").count("&lt;b&gt;") == 3


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (None, "", "–"),
        (55.0, "%", "55.0 %"),
        (1234.0, "", "1,234"),
        (-3.456, "h", "−3.46 h"),
        (486.94, "", "486.9"),
    ],
)
def test_numbers_are_written_for_people(value, unit, shown):
    assert quantity(value, unit) == shown


def test_a_change_has_its_sign():
    assert [signed(2.5), signed(-2.5), signed(0.0)] == ["+2.50", "−2.50", "0"]
