"""How what a customer wrote is worded: from -1 (negative) to 1 (positive), in English and Chinese, without a network.

A text is cleaned (`clean`), its language is told (`language`), and a linear model of that language scores it
(`features`, `linear`, `score`). `table` is what dbt calls. The weights are trained by `tools.sentiment_model`.
"""
