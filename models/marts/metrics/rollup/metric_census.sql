-- One look at all observations: which metrics have some, and the words that occur in each dimension.
-- Each row holds a metric, or a word of one dimension.
{% set words = ['metric_id', 'team_id'] -%}
{% for dimension in published_dimensions('observation') %}{% do words.append(dimension.column) %}{% endfor -%}

select
    {% for word in words -%}
    {{ word }}{{ ',' if not loop.last }}
    {% endfor %}

from {{ ref('metric_observations') }}
group by grouping sets (
    {% for word in words %}({{ word }}){{ ',' if not loop.last }} {% endfor %}
)
