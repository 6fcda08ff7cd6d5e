"""When things happen: by the hour and the weekday, and whether on even or odd seconds.

What customers do falls on even seconds, and what agents do on odd ones. So no figure depends on the order of equal
instants or on the edge of a window; those cases belong to unit tests.
"""

import numpy as np

from customer_performance.demo.arrays import Array

# How much happens in each hour of the day, and on each weekday from Monday on.
HOURS = np.array([1, 1, 1, 1, 1, 2, 4, 8, 14, 18, 19, 17, 12, 14, 17, 17, 15, 12, 8, 6, 5, 4, 3, 2], float)
WEEKDAY = np.array([1.25, 1.1, 1.0, 0.98, 0.9, 0.28, 0.22])


def even(at: Array) -> Array:
    return np.asarray(at).astype(np.int64) & ~1


def odd(at: Array) -> Array:
    return np.asarray(at).astype(np.int64) | 1
