"""What models, tests, checks and decisions say in English, in the other languages of the site.

English is said once, where it belongs: in a model's `.yml`, in `quality/`, in `docs/decisions/`. A translation stands
in `texts/<language>/<area>.yml` under the English text itself, so that a text that has changed has none until somebody
looks at it. Where `{holes}` stand in the English text, whatever is there is put into the translation.
"""

import re
from functools import cache

import yaml
from markupsafe import Markup

from customer_performance.site import i18n
from customer_performance.site.decisions import with_code
from customer_performance.site.metric import Texts

HOLE = re.compile(r"{(\w+)}")
# What a reason of landing is put together of: what is wrong, and what would read it.
BETWEEN = "; "
# A text that a company wrote in Chinese needs no word of apology beside it.
ENGLISH_WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")


@cache
def sentences() -> dict[str, dict[str, str]]:
    """The translations by language and English text; empty for a language without any."""
    return {
        language: {
            normal(english): translation
            for path in sorted((i18n.TEXTS / language).glob("*.yml"))
            for english, translation in yaml.safe_load(path.read_text(encoding="utf-8")).items()
        }
        for language in i18n.texts()
    }


def normal(text: str) -> str:
    """A text without its line breaks, which mean nothing."""
    return " ".join(text.split())


@cache
def patterns(language: str) -> list[tuple[re.Pattern[str], str]]:
    """The texts with holes, as what they match and their translation; those come first that say the most themselves."""
    found = [(english, told) for english, told in sentences()[language].items() if HOLE.search(english)]
    found.sort(key=lambda pair: -len(HOLE.sub("", pair[0])))
    return [(re.compile(HOLE.sub(r"(?P<\1>.+?)", literally(english))), told) for english, told in found]


def literally(english: str) -> str:
    """A regular expression for the text, but for its holes."""
    return re.sub(r"[^{}\w ]", lambda sign: re.escape(sign[0]), english)


def translation(english: str, language: str) -> str | None:
    """None where there is none."""
    text = normal(english)
    if text in sentences()[language]:
        return sentences()[language][text]
    if BETWEEN in text:
        parts = [translation(part, language) for part in text.split(BETWEEN)]
        return i18n.texts()[language]["semicolon"].join(map(str, parts)) if all(parts) else None
    for pattern, told in patterns(language):
        if found := pattern.fullmatch(text):
            return told.format(**{hole: word_of(said, language) for hole, said in found.groupdict().items()})
    return None


def word_of(said: str, language: str) -> str:
    return sentences()[language].get(said, said)


def translated(english: str | None) -> Texts:
    """A text in all languages. English stands in for a translation that is missing, and a language that has others
    says so beside it."""
    text = english or ""
    found = {i18n.ENGLISH: text}
    for language in sentences():
        if language != i18n.ENGLISH:
            told = translation(text, language) if text else ""
            found[language] = text + note(text, language) if told is None else told
    return found


def note(text: str, language: str) -> str:
    return (
        i18n.texts()[language]["untranslated"] if sentences()[language] and ENGLISH_WORDS.search(text) else ""
    )


@cache
def tell(english: str | None, is_code_marked: bool = False) -> Markup:
    """A text in all languages, for a page. `is_code_marked`: what stands between backticks is code."""
    told = translated(english)
    if is_code_marked:
        return i18n.told({language: with_code(text) for language, text in told.items()})
    return i18n.told(told)
