-- Which rows are odd, and why? They stay in the warehouse but leave the metrics that need what they lack.
{% set kinds = [
    'billing',
    'contact_centre',
    'identity',
    'money',
    'order',
    'portal',
    'portal_order',
    'value',
] -%}
{% for kind in kinds -%}
select * from {{ ref('data_quality_exceptions__' ~ kind) }}
{% if not loop.last %}
union all

{% endif -%}
{% endfor %}
