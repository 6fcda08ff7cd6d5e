"""When things happen: by hour and weekday, customers on even seconds and the company's people on odd ones.

So nothing hangs on the order of equal instants or on the edge of a window; those belong to unit tests.
"""

import numpy as np

from customer_performance.demo.arrays import Array

HOURS = np.array([1, 1, 1, 1, 1, 2, 4, 8, 14, 18, 19, 17, 12, 14, 17, 17, 15, 12, 8, 6, 5, 4, 3, 2], float)
WEEKDAY = np.array([1.25, 1.1, 1.0, 0.98, 0.9, 0.28, 0.22])


def even(at: Array) -> Array:
    return np.asarray(at).astype(np.int64) & ~1


def odd(at: Array) -> Array:
    return np.asarray(at).astype(np.int64) | 1
