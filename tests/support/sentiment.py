"""Labelled sentences for the tests of sentiment, and what is counted over them."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import rankdata

from customer_performance.core.paths import PROJECT

DATA = PROJECT.parent / "shared" / "data"
MOODS = ["negative", "neutral", "positive"]
SURE = 0.4621  # as in int_message_sentiment
CLEAR = 0.4


def support_sentences() -> list[dict[str, str]]:
    """200 sentences as support desks get them: `script`, `mood` and `text`. Nothing was trained on them."""
    path = PROJECT / "tests" / "unit" / "models" / "sentiment" / "support_sentences.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def restaurant_reviews() -> tuple[list[str], np.ndarray]:
    """The Chinese texts of ASAP and their stars."""
    folder = existing(DATA / "reviews_zh_asap")
    rows = []
    for name in ("train", "dev", "test"):
        with (folder / f"{name}_sample.csv").open(encoding="utf-8-sig", newline="") as lines:
            rows += csv.DictReader(lines)
    return [row["reviewbody"] for row in rows], np.array([float(row["star"]) for row in rows])


def existing(folder: Path) -> Path:
    if not folder.is_dir():
        pytest.skip(f"{folder.name} is not among the real data of this machine ({folder} does not exist)")
    return folder


def labelled(sentiment: float) -> str:
    """The label as int_message_sentiment has it."""
    return "neutral" if abs(sentiment) < CLEAR else "positive" if sentiment > 0 else "negative"


def macro_f1(truth: Sequence[str], said: Sequence[str]) -> float:
    pairs = list(zip(truth, said, strict=True))
    scores = []
    for mood in MOODS:
        right = pairs.count((mood, mood))
        wrong = sum((one == mood) != (other == mood) for one, other in pairs)
        scores.append(2 * right / (2 * right + wrong))
    return sum(scores) / len(scores)


def area_under_curve(scores: np.ndarray, is_positive: np.ndarray) -> float:
    """The share of pairs of a positive and another text in which the positive one has the higher score."""
    good = is_positive.sum()
    ranks = rankdata(scores)[is_positive].sum()
    return float((ranks - good * (good + 1) / 2) / (good * (~is_positive).sum()))
