"""Orders, runs and small codes of whole numbers."""

from __future__ import annotations

import numpy as np

KEY_BITS = 63


def bits(values: int) -> int:
    """How many bits hold the numbers from 0 to `values` - 1."""
    return max(values - 1, 0).bit_length()


def order_by(*columns: tuple[np.ndarray, int]) -> np.ndarray:
    """The order of rows by columns, the first one deciding: positions, (n,) int64; equal rows keep theirs.

    Each column is (numbers from 0, how many values they can have). The columns and the row's position are packed
    into one number where 63 bits hold them, since sorting plain numbers is several times faster.
    """
    rows = len(columns[0][0])
    if bits(rows) + sum(bits(values) for _, values in columns) > KEY_BITS:
        return np.lexsort([column for column, _ in reversed(columns)])
    packed = np.zeros(rows, np.int64)
    for column, values in columns:
        packed <<= bits(values)
        packed |= column
    packed <<= bits(rows)
    packed |= np.arange(rows)
    packed.sort()
    packed &= (1 << bits(rows)) - 1
    return packed


def run_starts(*columns: np.ndarray) -> np.ndarray:
    """The positions at which a run of rows begins that are equal in all columns: (runs,) int64."""
    begins = np.zeros(len(columns[0]), bool)
    begins[:1] = True
    for column in columns:
        begins[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(begins)


def compact(numbers: np.ndarray, values: int) -> tuple[np.ndarray, np.ndarray]:
    """Numbers from 0 to `values` - 1 as (positions in the sorted distinct ones, the distinct ones)."""
    if values > 4 * len(numbers) + 1024:
        distinct, places = np.unique(numbers, return_inverse=True)
        return places, distinct
    occurs = np.zeros(values, bool)
    occurs[numbers] = True
    distinct = np.flatnonzero(occurs)
    place = np.zeros(values, np.int64)
    place[distinct] = np.arange(len(distinct))
    return place[numbers], distinct
