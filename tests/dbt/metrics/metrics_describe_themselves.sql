-- The meta of every metric is complete: every key, in words that are known, in one language or more.
-- depends_on: {{ ref('metric_catalog') }}
{{ fail_by(metric_problems()) }}
