-- One look at all observations: the words that occur in each dimension, and how much each metric adds up to.
-- Each row holds a metric, or a word of one dimension.
{% set words = ['metric_id', 'team_id'] -%}
{% for dimension in published_dimensions('observation') %}{% do words.append(dimension.column) %}{% endfor -%}

select
    {% for word in words -%}
    {{ word }},
    {% endfor -%}
    sum(abs(numerator)) as numerator_size,
    sum(abs(denominator)) as denominator_size,
    bool_and(numerator = floor(numerator)) as is_numerator_whole,
    bool_and(denominator = floor(denominator)) as is_denominator_whole

from {{ ref('metric_observations') }}
group by grouping sets (
    {% for word in words %}({{ word }}){{ ',' if not loop.last }} {% endfor %}
)
