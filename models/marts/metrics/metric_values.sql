-- Every metric in every period and dimension: the value and how sure it is, the target, and the change.
with

cells as (

    select * from {{ ref('metric_cells') }}

),

targets as (

    select * from {{ ref('metric_targets_in_force') }}

),

compared as (

    select
        cells.*,
        case when cells.direction <> 'neutral' then coalesce(own.target, company.target) end as target,
        previous.value as previous_value,
        cells.value - previous.value as change,
        case
            when not (cells.is_complete and previous.is_complete) then null
            else {{ is_change_significant('cells', 'previous') }}
        end as change_is_significant
    from cells
    left join cells as previous
        on
            cells.metric_id = previous.metric_id
            and cells.grain = previous.grain
            and cells.dimension = previous.dimension
            and cells.dimension_value = previous.dimension_value
            and cells.period_start = {{ next_period('previous') }}
    left join targets as own
        on
            cells.metric_id = own.metric_id
            and cells.grain = own.grain
            and cells.period_start = own.period_start
            and cells.dimension = own.dimension
            and cells.dimension_value = own.dimension_value
    left join targets as company
        on
            cells.metric_id = company.metric_id
            and cells.grain = company.grain
            and cells.period_start = company.period_start
            and company.dimension = 'all'
            and company.aggregation in ('ratio', 'median', 'p90', 'max')

),

judged as (

    select
        *,
        {{ target_status() }} as target_status
    from compared

)

select
    metric_id,
    grain,
    period_start,
    dimension,
    dimension_value,
    numerator,
    denominator,
    subjects,
    clusters,
    value,
    ci_low,
    ci_high,
    target,
    target_status,
    {{ target_is_clear() }} as target_is_clear,
    previous_value,
    change,
    change_is_significant,
    is_complete

from judged
