-- From when to when did each subscription have which item, at which price and how many?
with

evidence as (

    select
        subscription_id,
        item_id,
        told_at,
        max_by(price_id, strength) filter (where price_id is not null) as price_id,
        max_by(quantity, strength) as quantity,
        min_by(price_id, strength) filter (where price_id is not null) as price_before,
        min_by(quantity, strength) as quantity_before,
        bool_or(is_billed) as is_billed
    from {{ ref('base_stripe__item_evidence') }}
    group by subscription_id, item_id, told_at

),

-- where only a quantity is told, the price is the one before, else the first that is known
filled as (

    select
        subscription_id,
        item_id,
        told_at,
        quantity,
        quantity_before,
        min_by(price_before, case when price_before is not null then told_at end) over (partition by item_id)
            as price_before,
        coalesce(
            max_by(price_id, case when price_id is not null then told_at end)
                over (partition by item_id order by told_at),
            min_by(price_before, case when price_before is not null then told_at end) over (partition by item_id)
        ) as price_id,
        lead(told_at) over (partition by item_id order by told_at asc) as next_told_at,
        row_number() over (partition by item_id order by told_at asc) = 1 as is_first,
        max(told_at) over (partition by item_id) as last_told_at,
        min(case when is_billed then told_at end) over (partition by subscription_id) as first_billed_at
    from evidence

),

-- an item that is no longer there ended with what was last billed for it, or when it was given back
ends as (

    select
        line.item_id,
        min(line.period_start) filter (where line.is_credit and line.period_start > filled.last_told_at) as ended_at,
        max(line.period_end) filter (where not line.is_credit) as billed_to
    from {{ ref('base_stripe__invoice_lines') }} as line
    inner join filled on line.item_id = filled.item_id and filled.is_first
    where line.subscription_id in (select items.subscription_id from {{ ref('base_stripe__items') }} as items)
    group by line.item_id

),

states as (

    select
        filled.*,
        coalesce(filled.next_told_at, case when items.item_id is null then coalesce(ends.ended_at, ends.billed_to) end)
            as ends_at,
        -- for most items the beginning is that of the subscription
        case
            when items.created > subscriptions.created + interval '1' minute then items.created
            when items.item_id is null and first.told_at > filled.first_billed_at then first.told_at
            else subscriptions.started_at
        end as begins_at
    from filled
    inner join filled as first on filled.item_id = first.item_id and first.is_first
    inner join {{ ref('base_stripe__versions') }} as subscriptions
        on filled.subscription_id = subscriptions.id and subscriptions.is_newest
    left join {{ ref('base_stripe__items') }} as items on filled.item_id = items.item_id and items.is_newest
    left join ends on filled.item_id = ends.item_id

)

select
    subscription_id,
    item_id,
    price_id,
    quantity,
    greatest(told_at, begins_at) as starts_at,
    ends_at
from states
where ends_at is null or ends_at > greatest(told_at, begins_at)

union all

-- before anything was told of it
select
    subscription_id,
    item_id,
    price_before as price_id,
    quantity_before as quantity,
    begins_at as starts_at,
    least(told_at, coalesce(ends_at, told_at)) as ends_at
from states
where is_first and begins_at < told_at
