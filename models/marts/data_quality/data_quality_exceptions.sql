-- Which rows are odd, and why? They stay in the warehouse, but do not count in metrics that need what they lack.
{% set reasons = [
    'contradictions',
    'duplicates',
    'early',
    'future',
    'impossible_values',
    'order',
    'orphans',
    'unconvertible',
    'unknown_words',
] -%}
{% for reason in reasons -%}
select * from {{ ref('data_quality_exceptions__' ~ reason) }}
{% if not loop.last %}
union all

{% endif -%}
{% endfor %}
