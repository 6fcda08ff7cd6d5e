"""Words in three languages, and numbers as people write them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup, escape

from customer_performance.core.variables import LANGUAGES, declared_dimensions, project_variables
from customer_performance.site.metric import Texts

TEXTS = Path(__file__).parent / "texts"
ENGLISH = "en"


@cache
def texts() -> dict[str, dict[str, str]]:
    """The texts of the site by language and key, those of the project's languages first: a file for each. English
    stands in for what a file does not say. What a dimension is called is said where it is declared."""
    dimensions = declared_dimensions(project_variables()).values()
    found = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in TEXTS.glob("*.yml")}
    order = [*LANGUAGES, *sorted(found.keys() - set(LANGUAGES))]
    names = {
        language: {
            f"dimension_{dimension.name}": dimension.label.get(language, dimension.label[ENGLISH])
            for dimension in dimensions
        }
        for language in order
    }
    return {language: found[ENGLISH] | names[language] | found[language] for language in order}


@cache
def labels() -> dict[str, dict[str, str]]:
    """What columns and marts are called, by language and name: a file for each language that has any."""
    paths = sorted((TEXTS / "labels").glob("*.yml"))
    return {ENGLISH: {}} | {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths}


def texts_of(row: Mapping[str, Any], column: str) -> Texts:
    """What the columns of a mart that begin so say in each language of the site; of one that they do not have, in
    English."""
    english = row[f"{column}_{ENGLISH}"] or ""
    ends = {language: language.lower().replace("-", "_") for language in texts()}
    return {language: row.get(f"{column}_{end}", english) or "" for language, end in ends.items()}


@cache
def say(key: str, month: date | None = None, **numbers: object) -> Markup:
    """A text of the site in all languages; the style sheet shows the reader's. The month of the day that `month` is, is
    written as in a sentence."""
    return told(
        {
            language: escape(words[key]).format(month=month_in_words(month, words), **numbers)
            for language, words in texts().items()
        }
    )


def month_in_words(day: date | None, words: Texts) -> str:
    return words["month_format"].format(year=day.year, month=day.month) if day else "–"


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


def brief_word(prefix: str, value: str) -> Markup:
    """As `word`, for what stands on a page many times."""
    key = f"{prefix}_{value}"
    return brief(key) if key in texts()[ENGLISH] else escape(value.replace("_", " "))


def with_words(rows: Sequence[Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """The texts, with what the seed dimension_words says of dimension values as `<dimension>_<value>`. What a language
    does not say is the text that was there, else the value as it stands in the data."""
    found = {language: dict(words) for language, words in texts().items()}
    for row in rows:
        key = f"{row['dimension']}_{row['dimension_value']}"
        for words in found.values():
            words.setdefault(key, row["dimension_value"])
    for row in rows:
        if row["language"] in found:
            found[row["language"]][f"{row['dimension']}_{row['dimension_value']}"] = row["word"]
    return found


def value_word(words: Mapping[str, Texts], dimension: str, value: str) -> Markup:
    """A dimension value in all languages, by the texts `with_words`; as it stands in the data where these have none."""
    key = f"{dimension}_{value}"
    return told({language: known.get(key, value) for language, known in words.items()})


def quantity(value: float | None, unit: str = "") -> str:
    """A number with as many digits as a reader wants to see."""
    if value is None:
        return "–"
    digits = 1 if unit == "%" or abs(value) >= 10 else 2
    if unit != "%" and float(value).is_integer():
        digits = 0
    # as written in the shortest way, halves away from zero: so do the scripts of the pages
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{rounded:,f}".replace("-", "−") + ("%" if unit == "%" else unit and f" {unit}")


def span(low: float, high: float) -> str:
    """From where to where; with spaces where a minus sign would stand beside the dash."""
    return (" – " if low < 0 or high < 0 else "–").join((quantity(low), quantity(high)))


def signed(value: float, unit: str = "") -> str:
    return ("+" if value > 0 else "") + quantity(value, unit)
