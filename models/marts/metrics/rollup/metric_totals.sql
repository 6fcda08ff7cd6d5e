-- Every cell of the metrics that are a total, the largest value or a number of distinct subjects; these have no interval.
with

cells as (

    {{ sums_of_cells('total') }}

),

models as (

    select * from {{ ref('metric_models') }}

)

select
    models.total_metric_id as metric_id,
    cells.grain,
    cells.period_start,
    cells.value_key,
    cells.numerator,
    cells.denominator,
    case when models.is_distinct then cells.distinct_subjects else cells.subjects end as subjects,
    cells.clusters,
    case
        when models.is_distinct then cells.distinct_subjects
        when models.is_max then cells.largest
        else cells.numerator
    end as value,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high

from cells
inner join models on cells.model_key = models.model_key
