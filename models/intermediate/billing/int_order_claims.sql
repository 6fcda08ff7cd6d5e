-- Every claim about an order, one row each, with what it cost in the reporting currency.
with

{{ union_sources('order_claims', 'claim_id') }}

select
    latest.source,
    latest.copies,
    latest.copy_rule,
    latest.claim_id,
    latest.order_id,
    lower(latest.kind) as kind,
    -- a claim that was neither credited nor replaced cost nothing
    cast(
        round((coalesce(latest.credit_amount, 0) + coalesce(latest.replacement_cost, 0)) * orders.exchange_rate, 2)
        as decimal(18, 2)
    ) as cost_amount,
    latest.claimed_at,
    latest._loaded_at

from latest
left join {{ ref('int_orders') }} as orders on latest.order_id = orders.order_id
