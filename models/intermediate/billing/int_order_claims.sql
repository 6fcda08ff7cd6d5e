-- Every claim about an order, one row each, with what it cost in the reporting currency.
with

{{ union_sources('order_claims', 'claim_id') }},

orders as (

    select
        order_id,
        exchange_rate as rate
    from {{ ref('int_orders') }}

)

select
    latest.source,
    latest.copies,
    latest.copy_rule,
    latest.claim_id,
    latest.order_id,
    lower(latest.kind) as kind,
    -- a claim that was neither credited nor replaced cost nothing, in whatever currency
    {{ in_reporting_currency('(coalesce(latest.credit_amount, 0) + coalesce(latest.replacement_cost, 0))', 'orders') }}
        as cost_amount,
    latest.claimed_at,
    latest._loaded_at

from latest
left join orders on latest.order_id = orders.order_id
