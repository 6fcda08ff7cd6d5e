-- Of the subscribers who reached each month, what share left in it, as each origin could know it? Of all plans and of
-- each, where 30 subscribers and 10 losses can tell. Who was last seen within a month counts half in it.
with

spans as (

    select
        origin_on,
        '' as plan,
        is_lost,
        months
    from {{ ref('customer_lifetime_forecast__spans') }}

    union all

    select
        origin_on,
        plan,
        is_lost,
        months
    from {{ ref('customer_lifetime_forecast__spans') }}
    where plan is not null

),

large as (

    select
        origin_on,
        plan,
        count(*) as spans,
        count(case when is_lost then 1 end) as losses
    from spans
    group by origin_on, plan
    having count(*) >= 30 and count(case when is_lost then 1 end) >= 10

),

numbers as (

    {{ numbers_below('(select coalesce(max(months), 0) + 37 from ' ~ ref('customer_lifetime_forecast__spans') ~ ')') }}

),

months as (

    select
        large.origin_on,
        large.plan,
        any_value(large.spans) as spans,
        any_value(large.losses) as losses,
        numbers.number + 1 as month_number,
        count(case when spans.is_lost and spans.months = numbers.number + 1 then 1 end) as lost,
        cast(
            count(case when spans.months > numbers.number then 1 end)
            + 0.5e0 * count(case when not spans.is_lost and spans.months = numbers.number then 1 end) as double
        ) as exposed
    from large
    cross join numbers
    inner join spans on large.origin_on = spans.origin_on and large.plan = spans.plan
    group by large.origin_on, large.plan, numbers.number

),

whole as (

    select
        *,
        sum(lost) over (partition by origin_on, plan) as all_lost,
        sum(exposed) over (partition by origin_on, plan) as all_exposed
    from months

)

select
    origin_on,
    plan,
    spans,
    losses,
    cast(month_number as integer) as month_number,
    lost,
    exposed,
    -- drawn to the rate of all months, as if 5 more had left at it: a month alone says little, a later one nothing
    coalesce((lost + 5) / nullif(exposed + 5 * all_exposed / nullif(all_lost, 0), 0), 0) as hazard,
    coalesce(all_lost / nullif(all_exposed, 0), 0) as mean_hazard

from whole
