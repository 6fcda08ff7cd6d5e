-- Each line of the seed health_weights names a metric whose value one account can have, once, and values that it can take.
{{ config(fail_calc=stop_with('reason'), tags=['advanced']) }}

with

weights as (

    select
        *,
        count(*) over (partition by component) as lines,
        try_cast(worst_value as double) as worst,
        try_cast(best_value as double) as best
    from {{ ref('health_weights') }}

),

problems as (

    select
        weights.*,
        case
            when weights.component = 'score' then 'score is the name of the whole; take another one'
            when weights.lines > 1 then 'the component is there twice'
            when catalog.metric_id is null then 'no such metric; metric_catalog has them all'
            when catalog.aggregation not in ('ratio', 'median', 'p90')
                then 'a ' || catalog.aggregation || ' says nothing of one account; take a ratio or a median'
            when weights.weight < 0 then 'the weight is negative; 0 leaves the component out'
            when weights.window_days = 0 then 'a window has at least one day'
            when weights.direction not in ('higher_is_better', 'lower_is_better')
                then 'the direction is neither higher_is_better nor lower_is_better'
            when weights.worst_value = 'percentile' and weights.best_value = 'percentile' then null
            when weights.worst is null or weights.best is null
                then 'worst_value and best_value are two numbers, or percentile both'
            when weights.worst = weights.best then 'worst_value and best_value are the same'
            when (weights.best > weights.worst) <> (weights.direction = 'higher_is_better')
                then 'best_value is worse than worst_value by the direction'
            when least(weights.worst, weights.best) < catalog.range_low
                or greatest(weights.worst, weights.best) > catalog.range_high
                then 'the metric never takes that value'
        end as problem
    from weights
    left join {{ ref('metric_catalog') }} as catalog on weights.metric_id = catalog.metric_id

)

select
    concat(
        'seeds/health_weights.csv, ', component, ',', metric_id, ',', cast(weight as string), ',', worst_value, ',',
        best_value, ',', cast(window_days as string), ',', direction, ': ', problem
    ) as reason

from problems
where problem is not null
