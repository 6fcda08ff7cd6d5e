-- The meta of every metric is complete: every key, in words that are known, in three languages.
{{ fail_by(metric_problems()) }}
