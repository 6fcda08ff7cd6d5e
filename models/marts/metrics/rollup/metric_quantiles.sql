-- Every cell of the metrics that are a median or a 90th percentile, with its interval.
-- Quarters carry the main dimensions only, as days and weeks do.
{% set quantiles = {'median': 0.5, 'p90': 0.9} -%}

with

cells as (

    {% for cell in metric_cells(['day', 'week', 'quarter']) -%}
    select * from (
    {{ quantile_cell(cell, quantiles) }}
    ) as {{ cell.grain }}_{{ cell.dimension }}
    {% if not loop.last -%}
    union all

    {% endif -%}
    {% endfor %}

),

models as (

    select * from {{ ref('metric_models') }}

)

select
    case cells.aggregation when 'median' then models.median_metric_id else models.p90_metric_id end as metric_id,
    cells.grain,
    cells.period_start,
    cells.value_key,
    cells.numerator / models.numerator_units as numerator,
    cells.denominator / models.denominator_units as denominator,
    cells.subjects,
    cells.clusters,
    cells.value,
    cells.ci_low,
    cells.ci_high

from cells
inner join models on cells.model_key = models.model_key
where case cells.aggregation when 'median' then models.median_metric_id else models.p90_metric_id end is not null
