-- What did the items of each subscription come to at each moment, in the smallest units, and what did discounts leave?
{% set applies = '(counted.amount_off = 0 or gross.currency = counted.currency)' -%}
with

moments as (

    select * from {{ ref('base_stripe__moments') }}

),

ranked as (

    select
        moments.subscription_id,
        moments.moment,
        items.plan,
        items.currency,
        items.times_a_month,
        items.is_metered,
        items.monthly_amount,
        row_number() over (
            partition by moments.subscription_id, moments.moment
            order by items.monthly_amount desc nulls last, items.plan asc
        ) as place
    from moments
    inner join {{ ref('base_stripe__item_amounts') }} as items
        on
            moments.subscription_id = items.subscription_id
            and moments.moment >= items.starts_at
            and (moments.moment < items.ends_at or items.ends_at is null)

),

gross as (

    select
        subscription_id,
        moment,
        -- the plan is that of the dearest item
        max(case when place = 1 then plan end) as plan,
        max(currency) as currency,
        max(times_a_month) as times_a_month,
        -- of what is billed by use alone, nobody knows what recurs, nor of prices of several currencies
        case
            when count(monthly_amount) = count(*) and count(distinct currency) < 2 and not bool_and(is_metered)
                then sum(monthly_amount)
        end as amount
    from ranked
    group by subscription_id, moment

),

-- a discount of a subscription's own takes the place of its customer's
given as (

    {% for owner in ['subscription_id', 'customer_id'] -%}
    select
        moments.subscription_id,
        moments.moment,
        {{ loop.index }} as precedence,
        discounts.currency,
        discounts.percent_off,
        discounts.amount_off
    from moments
    inner join {{ ref('base_stripe__discounts') }} as discounts
        on
            moments.{{ owner }} = discounts.{{ owner }}
            and moments.moment >= discounts.starts_at
            and (moments.moment < discounts.ends_at or discounts.ends_at is null)
    {{ 'union all\n' if not loop.last }}
    {%- endfor %}

),

counted as (

    select
        *,
        rank() over (partition by subscription_id, moment order by precedence asc) as place
    from given

)

select
    gross.subscription_id,
    gross.moment,
    gross.plan,
    gross.currency,
    gross.amount,
    coalesce({{ product_of('case when ' ~ applies ~ ' then 1 - counted.percent_off / 100 end') }}, 1) as share_left,
    -- taken off each invoice, which comes once in the shortest interval
    coalesce(sum(case when {{ applies }} then counted.amount_off * gross.times_a_month end), 0) as amount_off

from gross
left join counted
    on
        gross.subscription_id = counted.subscription_id
        and gross.moment = counted.moment
        and counted.place = 1
group by all
