-- The meta of every metric is complete: every key, in words that are known, in three languages.
-- depends_on: {{ ref('metric_catalog') }}
{{ fail_by(metric_problems()) }}
