-- The newest target that holds at a period's start, for each metric and period that has cells.
with

periods as (

    select distinct
        metric_id,
        grain,
        period_start,
        aggregation
    from {{ ref('metric_cells') }}

)

select
    periods.metric_id,
    periods.grain,
    periods.period_start,
    periods.aggregation,
    targets.dimension,
    targets.dimension_value,
    max_by(targets.target, targets.valid_from) as target

from periods
inner join {{ ref('int_metric_targets') }} as targets
    on
        periods.metric_id = targets.metric_id
        and periods.grain = targets.grain
        and periods.period_start >= targets.valid_from
group by all
