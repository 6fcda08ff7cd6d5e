-- Every cell of the metrics that are a median or a 90th percentile, with its interval.
with

cells as (

    {{ sums_of_cells('quantile') }}

),

models as (

    select * from {{ ref('metric_models') }}

)

select
    case cells.aggregation when 'median' then models.median_metric_id else models.p90_metric_id end as metric_id,
    cells.grain,
    cells.period_start,
    cells.value_key,
    cells.numerator,
    cells.denominator,
    cells.subjects,
    cells.clusters,
    cells.value,
    cells.ci_low,
    cells.ci_high

from cells
inner join models on cells.model_key = models.model_key
where case cells.aggregation when 'median' then models.median_metric_id else models.p90_metric_id end is not null
