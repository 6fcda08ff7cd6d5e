"""The roll-up of observations into cells, by sorting.

A hash aggregate with nearly as many groups as rows spends its time on cache misses. Whole numbers sorted once for a
metric and dimension, by cluster, value and day, serve all grains, since the days of a period follow each other.
Sums are exact or are taken in an order that only the data decide, so that a build has the same bits on any number
of threads.
"""
