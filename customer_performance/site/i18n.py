"""Words in three languages, and numbers as people write them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup, escape

from customer_performance.core.variables import LANGUAGES, declared_dimensions, project_variables
from customer_performance.site.metric import Texts, digits_of

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
def say(key: str, month: date | None = None, **more: object) -> Markup:
    """A text of the site in all languages; the style sheet shows the reader's. The month of the day that `month` is,
    and any day or time among `more`, are written as in a sentence of the language."""
    return told(
        {
            language: escape(words[key]).format(
                month=in_words(month, words, "month"),
                **{
                    name: in_words(one, words) if isinstance(one, date) else one for name, one in more.items()
                },
            )
            for language, words in texts().items()
        }
    )


def in_words(day: date | None, words: Texts, form: str = "") -> Markup:
    """A day, a time in UTC or a month (`form`: day, time, month; by its type, unless said) as in a sentence, which no
    line breaks."""
    if day is None:
        return Markup("–")
    form = form or ("time" if isinstance(day, datetime) else "day")
    return unbroken(words[f"{form}_format"].format_map(parts_of(day)))


def parts_of(day: date) -> dict[str, int]:
    return {
        name: getattr(day, name, 0) for name in ("year", "month", "day", "hour", "minute")
    }  # a day has no hour


def unbroken(text: object) -> Markup:
    """What stands on one line, as a date that has hyphens."""
    return Markup('<span class="day">{}</span>').format(text)


def on(day: date | None) -> Markup:
    """A day as it stands in a table, the same in all languages."""
    return Markup("–") if day is None else unbroken(f"{day:%Y-%m-%d}")


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


def quantity(value: float | None, unit: str = "", digits: int | None = None) -> str:
    """A number with as many digits after the point as said, which all figures of a metric share (`Metric.digits`); of
    any other number, with as many as a reader wants to see."""
    if value is None:
        return "–"
    if digits is None:
        digits = 1 if unit == "%" else digits_of((value,))
    # as written in the shortest way, halves away from zero: so do the scripts of the pages
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{rounded:,f}".replace("-", "−") + ("%" if unit == "%" else unit and f" {unit}")


def span(low: float, high: float, unit: str = "", digits: int | None = None) -> str:
    """From where to where, both with the same digits; with spaces where a minus sign would stand beside the dash."""
    if digits is None:
        digits = 1 if unit == "%" else digits_of((low, high))
    dash = " – " if low < 0 or high < 0 else "–"
    return dash.join((quantity(low, digits=digits), quantity(high, digits=digits))) + (
        "%" if unit == "%" else ""
    )


def signed(value: float, unit: str = "", digits: int | None = None) -> str:
    return ("+" if value > 0 else "") + quantity(value, unit, digits)
