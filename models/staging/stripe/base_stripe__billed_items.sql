-- What was billed of each item from which time on, and was not given back again at the same instant? The lines of one
-- invoice for one price are added up, since each tier of a graduated price has a line of its own.
with

lines as (

    select * from {{ ref('base_stripe__invoice_lines') }}
    where subscription_id is not null and item_id is not null

),

billed as (

    select
        subscription_id,
        item_id,
        price_id,
        period_start,
        is_proration,
        invoice_id,
        cast(sum(coalesce(quantity, 1)) as decimal(12, 0)) as quantity,
        sum(amount) as amount
    from lines
    where not is_credit
    group by subscription_id, item_id, price_id, period_start, is_proration, invoice_id

),

-- a change that is dated to the beginning of a period gives back all of what that period had cost
given_back as (

    select
        item_id,
        price_id,
        period_start,
        -sum(amount) as amount
    from lines
    where is_credit
    group by item_id, price_id, period_start

)

select
    billed.subscription_id,
    billed.item_id,
    billed.price_id,
    billed.period_start,
    billed.is_proration,
    billed.quantity,
    billed.amount

from billed
left join given_back
    on
        billed.item_id = given_back.item_id
        and billed.price_id = given_back.price_id
        and billed.period_start = given_back.period_start
where coalesce(billed.amount > given_back.amount, true)
