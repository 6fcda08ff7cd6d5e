-- Every cell of the metrics that are a ratio of sums, with its interval.
with

cells as (

    {% for cell in metric_cells() -%}
    {{ ratio_cell(cell) }}
    {% if not loop.last -%}
    union all

    {% endif -%}
    {% endfor %}

),

models as (

    select * from {{ ref('metric_models') }}

),

{{ ratio_intervals(['grain', 'period_start', 'value_key']) }}

select * from intervals
