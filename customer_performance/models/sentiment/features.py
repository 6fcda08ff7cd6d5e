"""Texts as rows of hashed features: which of 2^16 numbers the characters and words of each text come to.

Neither a word nor a character can be read from a number, and many share one. All texts of a call are hashed at once.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Codes = NDArray[np.uint64]
Ints = NDArray[np.int64]
BITS = 16
SIZE = 1 << BITS
PRIME, MIX = np.uint64(0x100000001B3), np.uint64(0x9E3779B97F4A7C15)
MOST_LETTERS = 40  # of a word, that tell it from others
APOSTROPHE = ord("'")


def english_features(texts: list[str]) -> sparse.csr_matrix:
    """Words, pairs of words, and two to five characters in a row."""
    codes, row = characters(texts)
    found = [words(codes, row, 1), words(codes, row, 2)]
    return matrix(len(texts), found + [runs(codes, row, length) for length in (2, 3, 4, 5)])


def chinese_features(texts: list[str], simplified: Codes) -> sparse.csr_matrix:
    """Characters and pairs of characters, after traditional ones are mapped by `simplified`, without blanks."""
    codes, row = characters(texts)
    is_sign = codes != ord(" ")
    codes, row = simplified[np.minimum(codes[is_sign], len(simplified) - 1)], row[is_sign]
    return matrix(len(texts), [runs(codes, row, 1), runs(codes, row, 2)])


def characters(texts: list[str]) -> tuple[Codes, Ints]:
    """All characters of all texts, in lower case and with single blanks, and of which text each one is."""
    plain = [" ".join(text.lower().split()) for text in texts]
    codes = np.frombuffer("".join(plain).encode("utf-32-le"), np.uint32).astype(np.uint64)
    return codes, np.repeat(np.arange(len(texts)), [len(text) for text in plain])


def runs(codes: Codes, row: Ints, length: int) -> tuple[Ints, Ints]:
    """Of which text each run of so many characters is, and its hash."""
    count = max(len(codes) - length + 1, 0)
    hashed = np.full(count, length, np.uint64)
    for place in range(length):
        hashed = hashed * PRIME + codes[place : place + count]
    is_whole = row[:count] == row[length - 1 : length - 1 + count]
    return row[:count][is_whole], buckets(hashed[is_whole])


def words(codes: Codes, row: Ints, length: int) -> tuple[Ints, Ints]:
    """Of which text each run of so many words is, and its hash. A word is of letters and apostrophes."""
    if not len(codes):
        return row, row
    is_letter = ((codes >= ord("a")) & (codes <= ord("z"))) | (codes == APOSTROPHE) | (codes > 0xBF)
    begins = is_letter.copy()
    begins[1:] &= ~is_letter[:-1] | (row[1:] != row[:-1])
    starts = np.flatnonzero(begins)
    at = np.flatnonzero(is_letter)
    word = np.cumsum(begins)[at] - 1
    place = np.minimum(at - starts[word], MOST_LETTERS).astype(np.uint64)
    hashed = np.zeros(len(starts), np.uint64)
    np.add.at(
        hashed, word, (codes[at] + np.uint64(1)) * (place * np.uint64(2) + np.uint64(1)) ** np.uint64(7)
    )
    of = row[starts]
    if length == 1:
        return of, buckets(hashed * PRIME + np.uint64(101))
    is_whole = of[:-1] == of[1:]
    pairs = (hashed[:-1] * PRIME + hashed[1:]) * PRIME + np.uint64(102)
    return of[:-1][is_whole], buckets(pairs[is_whole])


def buckets(hashed: Codes) -> Ints:
    hashed = (hashed ^ (hashed >> np.uint64(31))) * MIX
    return (hashed >> np.uint64(64 - BITS)).astype(np.int64)


def matrix(count: int, found: list[tuple[Ints, Ints]]) -> sparse.csr_matrix:
    """A row for each text, of length one: each of its features, however often, weighs the same."""
    key = np.sort(np.concatenate([(row << BITS) | bucket for row, bucket in found]))
    key = key[np.diff(key, prepend=-1) > 0]  # several times faster than np.unique
    row = key >> BITS
    features = np.bincount(row, minlength=count)
    starts = np.concatenate([[0], np.cumsum(features)])
    return sparse.csr_matrix((1 / np.sqrt(features[row]), key & (SIZE - 1), starts), shape=(count, SIZE))
