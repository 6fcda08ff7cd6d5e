"""The language and the wording of each of many texts."""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from scipy import sparse

from customer_performance.models.sentiment.clean import cleaned
from customer_performance.models.sentiment.features import Codes, chinese_features, english_features
from customer_performance.models.sentiment.language import CHINESE, ENGLISH, IDEOGRAPHS, language_of
from customer_performance.models.sentiment.linear import WEIGHTS, Floats, Linear, read_weights

MOST_CHARACTERS = 10_000  # of a text that are read
SIMPLIFIED = WEIGHTS / "simplified.txt"


@dataclass(frozen=True)
class Words:
    """Words of a company's own, by their value from -2 to 2. A word counts once in a text, where it stands by itself;
    in Chinese, wherever it stands."""

    values: dict[str, float]
    pattern: re.Pattern[str] | None = field(init=False)

    def __post_init__(self) -> None:
        longest_first = sorted(self.values, key=lambda word: (-len(word), word))
        found = [
            re.escape(word) if IDEOGRAPHS.search(word) else rf"(?<!\w){re.escape(word)}(?!\w)"
            for word in longest_first
        ]
        object.__setattr__(self, "pattern", re.compile("|".join(found)) if found else None)

    def value(self, text: str) -> float:
        if self.pattern is None:
            return 0.0
        return sum(self.values[word] for word in sorted(set(self.pattern.findall(text))))


def own_words(values: dict[str, float]) -> Words:
    """Words in any letters and either script, as they are compared."""
    return Words({as_compared(word): value for word, value in values.items()})


def as_compared(text: str) -> str:
    return simplify(" ".join(text.lower().split()))


def scores(texts: list[str], words: Words) -> tuple[list[str], Floats]:
    """The language of each text, and its wording from -1 to 1: NaN where no model knows the language."""
    plain = [cleaned(text[:MOST_CHARACTERS]) for text in texts]
    languages = [language_of(text, vader().lexicon) for text in plain]
    found = np.full(len(texts), np.nan)
    for language, score in ((ENGLISH, english_logits), (CHINESE, chinese_logits)):
        rows = [row for row, each in enumerate(languages) if each == language]
        if rows:
            of_language = [plain[row] for row in rows]
            own = np.array([words.value(as_compared(text)) for text in of_language])
            # 2 p - 1, where p is the probability of a good wording
            found[rows] = np.tanh((score(of_language) + own) / 2)
    return languages, np.round(found, 4)


def english_logits(texts: list[str]) -> Floats:
    return weights(ENGLISH).logits(with_vader(texts))


def chinese_logits(texts: list[str]) -> Floats:
    return weights(CHINESE).logits(chinese_features(texts, simplified()))


def with_vader(texts: list[str]) -> sparse.csr_matrix:
    """English features, and beside them what VADER makes of a text: its compound value, and good less bad words."""
    said = [vader().polarity_scores(text) for text in texts]
    beside = sparse.csr_matrix([[each["compound"], each["pos"] - each["neg"]] for each in said])
    return sparse.hstack([english_features(texts), beside], format="csr")


@cache
def weights(language: str) -> Linear:
    return read_weights(language)


@cache
def vader() -> Any:
    # Reading its lexicon takes a moment, which nobody should wait for who scores nothing.
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


@cache
def pairs() -> dict[int, int]:
    """The simplified character for each traditional one that has another form."""
    lines = SIMPLIFIED.read_text(encoding="utf-8").splitlines()
    return {ord(line[0]): ord(line[1]) for line in lines if not line.startswith("#")}


def simplify(text: str) -> str:
    return text.translate(pairs())


@cache
def simplified() -> Codes:
    """The same as a table: at each code point up to the last of the basic plane, the code point to take."""
    table = np.arange(1 << 16, dtype=np.uint64)
    for traditional, simple in pairs().items():
        table[traditional] = simple
    return table
