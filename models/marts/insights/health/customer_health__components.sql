-- How did each account fare at the end of each month in each component of its health, from 0 (worst) to 100 (best)?
-- Only what was known then counts: a metric that looks ahead is read that much earlier.
with

weights as (

    select
        weights.*,
        catalog.model,
        catalog.scale,
        catalog.look_ahead_days,
        try_cast(weights.worst_value as double) as worst,
        try_cast(weights.best_value as double) as best
    from {{ ref('health_weights') }} as weights
    inner join {{ ref('metric_catalog') }} as catalog on weights.metric_id = catalog.metric_id
    where weights.weight > 0

),

-- exact whole numbers, so that the order of rows changes nothing
days as (

    select
        weights.component,
        observations.account_id,
        cast(date_trunc('day', {{ to_reporting_time('observations.observed_at') }}) as date) as observed_on,
        sum({{ in_units('observations.numerator') }}) as numerator,
        sum({{ in_units('observations.denominator') }}) as denominator
    from {{ ref('metric_observations') }} as observations
    inner join weights on observations.metric_id = weights.model
    where observations.account_id is not null
    group by weights.component, observations.account_id, observed_on

),

-- what the account contributed in the window before the month's end, if it contributed anything
seen as (

    select
        accounts.account_id,
        accounts.month_start_on,
        accounts.month_ends_at,
        weights.component,
        weights.weight,
        weights.worst,
        weights.best,
        weights.direction,
        weights.scale * {{ from_units('sum(days.numerator)') }} / {{ from_units('sum(days.denominator)') }} as value
    from {{ ref('customer_health__accounts') }} as accounts
    cross join weights
    inner join days
        on
            accounts.account_id = days.account_id
            and weights.component = days.component
            and days.observed_on
            >= {{ add_days('accounts.next_month_on', '-weights.look_ahead_days - weights.window_days') }}
            and days.observed_on < {{ add_days('accounts.next_month_on', '-weights.look_ahead_days') }}
    group by
        accounts.account_id, accounts.month_start_on, accounts.month_ends_at, weights.component, weights.weight,
        weights.worst, weights.best, weights.direction, weights.scale
    having sum(days.denominator) <> 0

),

ranked as (

    select
        *,
        count(*) over (partition by month_start_on, component) as accounts,
        percent_rank() over (
            partition by month_start_on, component
            order by case direction when 'higher_is_better' then value else -value end asc
        ) as place
    from seen

)

select
    account_id,
    month_start_on,
    month_ends_at,
    component,
    weight,
    value,
    case
        when worst is not null then round(100 * greatest(0, least(1, (value - worst) / (best - worst))), 9)
        -- alone, an account is neither better nor worse than others
        when accounts > 1 then round(100 * place, 9)
    end as points

from ranked
