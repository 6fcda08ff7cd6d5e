"""Words in three languages, and numbers as people write them."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml
from markupsafe import Markup, escape

from customer_performance.core.variables import LANGUAGES, declared_dimensions, project_variables
from customer_performance.site.metric import Texts

COLUMN_ENDS = {language: language.lower().replace("-", "_") for language in LANGUAGES}
TEXTS = Path(__file__).parent / "texts"


@cache
def texts() -> dict[str, dict[str, str]]:
    """The texts of the site by language and key; what a dimension is called is said where it is declared."""
    dimensions = declared_dimensions(project_variables()).values()
    return {
        language: yaml.safe_load((TEXTS / f"{language}.yml").read_text(encoding="utf-8"))
        | {f"dimension_{dimension.name}": dimension.label[language] for dimension in dimensions}
        for language in LANGUAGES
    }


@cache
def say(key: str, **numbers: object) -> Markup:
    """A text of the site in all languages; the style sheet shows the reader's."""
    return told({language: escape(words[key].format(**numbers)) for language, words in texts().items()})


def say_in(key: str, languages: Sequence[str]) -> Markup:
    """A text of the site for the readers of some languages only."""
    return Markup("").join(
        Markup('<span lang="{}">{}</span>').format(language, texts()[language][key]) for language in languages
    )


@cache
def brief(key: str) -> Markup:
    """A text that stands on a page many times: in English, for the script to put into the reader's language."""
    return Markup('<span data-text="{}">{}</span>').format(key, texts()["en"][key])


def told(words: Texts) -> Markup:
    """A text in all languages; once, where they do not differ."""
    if len(set(words.values())) == 1:
        return escape(words["en"])
    return Markup("").join(
        Markup('<span lang="{}">{}</span>').format(language, word) for language, word in words.items()
    )


def word(prefix: str, value: str) -> Markup:
    """A word of the data, such as a dimension or a unit, translated where there is a translation."""
    key = f"{prefix}_{value}"
    return say(key) if key in texts()["en"] else escape(value.replace("_", " "))


def quantity(value: float | None, unit: str = "") -> str:
    """A number with as many digits as a reader wants to see."""
    if value is None:
        return "–"
    digits = 1 if unit == "%" or abs(value) >= 10 else 2
    if unit != "%" and float(value).is_integer():
        digits = 0
    return f"{value:,.{digits}f}".replace("-", "−") + ("%" if unit == "%" else unit and f" {unit}")


def span(low: float, high: float) -> str:
    """From where to where; with spaces where a minus sign would stand beside the dash."""
    return (" – " if low < 0 or high < 0 else "–").join((quantity(low), quantity(high)))


def signed(value: float, unit: str = "") -> str:
    return ("+" if value > 0 else "") + quantity(value, unit)
