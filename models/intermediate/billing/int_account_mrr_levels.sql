-- What did the recurring subscriptions of each customer come to together, from each change to the next? One-off
-- contracts do not recur, so they are left out.
with

prices as (

    select * from {{ ref('int_subscription_prices') }}
    where not is_one_off

),

moves as (

    select
        customer_id,
        starts_at as moved_at,
        coalesce(mrr_amount, 0) as mrr_change,
        1 as line_change,
        case when mrr_amount is null then 1 else 0 end as unknown_change
    from prices

    union all

    select
        customer_id,
        ends_at as moved_at,
        -coalesce(mrr_amount, 0) as mrr_change,
        -1 as line_change,
        case when mrr_amount is null then -1 else 0 end as unknown_change
    from prices

),

netted as (

    select
        customer_id,
        moved_at,
        sum(mrr_change) as mrr_change,
        sum(line_change) as line_change,
        sum(unknown_change) as unknown_change
    from moves
    group by customer_id, moved_at

),

levels as (

    select
        customer_id,
        moved_at as starts_at,
        lead(moved_at) over (partition by customer_id order by moved_at asc) as ends_at,
        sum(mrr_change) over (partition by customer_id order by moved_at asc) as known_mrr_amount,
        sum(line_change) over (partition by customer_id order by moved_at asc) as line_count,
        sum(unknown_change) over (partition by customer_id order by moved_at asc) as unknown_count
    from netted

)

select
    customer_id,
    starts_at,
    ends_at,
    known_mrr_amount,
    -- a line of an unknown price may be paid for, unless the others are worth less than nothing
    known_mrr_amount > 0 or (unknown_count > 0 and known_mrr_amount = 0) as is_customer,
    -- credits beyond what is paid do not make a customer who pays less than nothing
    case when unknown_count = 0 then greatest(known_mrr_amount, 0) end as mrr_amount

from levels
where line_count > 0
