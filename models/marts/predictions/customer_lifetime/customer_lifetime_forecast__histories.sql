-- What had each customer bought by each origin, and what did it buy in the 365 days after?
with

days as (

    select * from {{ ref('customer_lifetime_forecast__purchase_days') }}

),

customers as (

    select
        customer_id,
        min(date_on) as first_on
    from days
    where is_purchase_day
    group by customer_id

),

beginning as (

    select min(first_on) as first_on
    from customers

),

-- half a year tells who comes back; of less nothing is estimated
origins as (

    select origins.*
    from {{ ref('customer_lifetime_forecast__origins') }} as origins
    inner join beginning on origins.origin_on >= {{ add_days('beginning.first_on', 180) }}

),

summed as (

    select
        origins.origin_on,
        customers.customer_id,
        any_value(origins.is_newest) as is_newest,
        any_value(customers.first_on) as first_on,
        max(days.date_on) filter (where days.is_purchase_day and days.date_on <= origins.origin_on) as last_on,
        count(*) filter (where days.is_purchase_day and days.date_on <= origins.origin_on) - 1 as purchases,
        count(days.paid_amount) filter (
            where days.date_on <= origins.origin_on and days.date_on > customers.first_on
        ) as priced_purchases,
        sum(days.paid_amount) filter (
            where days.date_on <= origins.origin_on and days.date_on > customers.first_on
        ) as priced_amount,
        coalesce(sum(days.paid_amount) filter (where days.date_on <= origins.origin_on), 0) as paid_amount,
        sum(days.returned_amount) filter (where days.date_on <= origins.origin_on) as returned_amount,
        count(*) filter (where days.is_purchase_day and days.date_on > origins.origin_on) as purchases_after,
        coalesce(
            sum(coalesce(days.paid_amount, 0) + days.returned_amount) filter (where days.date_on > origins.origin_on), 0
        ) as amount_after,
        count(*) filter (where days.is_amount_unknown and days.date_on > origins.origin_on) as unknown_after
    from origins
    inner join customers on origins.origin_on >= customers.first_on
    inner join days on customers.customer_id = days.customer_id and origins.until_on >= days.date_on
    group by origins.origin_on, customers.customer_id

),

shares as (

    select
        origin_on,
        least(
            -{{ from_units('sum(' ~ in_units('returned_amount') ~ ')') }}
            / nullif({{ from_units('sum(' ~ in_units('paid_amount') ~ ')') }}, 0), 1
        ) as refunded_share
    from summed
    group by origin_on

)

select
    summed.origin_on,
    summed.customer_id,
    summed.is_newest,
    cast(summed.purchases as integer) as purchases,
    {{ whole_days('summed.first_on', 'summed.last_on') }} as last_days,
    {{ whole_days('summed.first_on', 'summed.origin_on') }} as observed_days,
    cast(summed.priced_purchases as integer) as priced_purchases,
    round(summed.priced_amount / summed.priced_purchases, 9) as mean_amount,
    coalesce(round(shares.refunded_share, 9), 0) as refunded_share,
    365 as days_ahead,
    case when not summed.is_newest then cast(summed.purchases_after as integer) end as purchases_after,
    case when not summed.is_newest and summed.unknown_after = 0 then round(summed.amount_after, 9) end as amount_after

from summed
inner join shares on summed.origin_on = shares.origin_on
