-- What pages say of metric_values in words: the months of the whole company, and of each dimension value those of a year.
with

numbered as (

    select
        *,
        dense_rank() over (partition by metric_id order by period_start desc) as age,
        max(period_start) filter (where is_complete) over (partition by metric_id) as last_complete,
        cast(period_start - interval '1' month as date) as previous_start
    from marts.metric_values
    where grain = 'month'

)

select
    cells.metric_id,
    cells.grain,
    cells.period_start,
    cells.dimension,
    cells.dimension_value,
    cells.subjects,
    cells.clusters,
    cells.value,
    cells.ci_low,
    cells.ci_high,
    cells.target,
    cells.target_status,
    cells.target_is_clear,
    cells.previous_value,
    previous.ci_low as previous_low,
    previous.ci_high as previous_high,
    cells.change,
    cells.change_is_significant,
    cells.is_complete,
    coalesce(cells.period_start = cells.last_complete, false) as is_latest,
    -- Below 30 accounts an interval is wide of the mark: measured by simulation (tools/interval_study.py).
    catalog.aggregation in ('ratio', 'median', 'p90') and (cells.clusters < 30 or cells.ci_low is null) as is_small
from numbered as cells
inner join marts.metric_catalog as catalog on cells.metric_id = catalog.metric_id
left join marts.metric_values as previous
    on
        cells.metric_id = previous.metric_id
        and cells.grain = previous.grain
        and cells.dimension = previous.dimension
        and cells.dimension_value = previous.dimension_value
        and cells.previous_start = previous.period_start
where cells.age <= 13 or (cells.dimension = 'all' and cells.age <= 60)
order by cells.metric_id, cells.dimension, cells.dimension_value, cells.period_start
