-- What was told of the items of subscriptions, and of when? By the lines of invoices, by versions, and by the items as
-- they are today; of what is told of one instant, what is `stronger` counts.
with

versions as (

    select * from {{ ref('base_stripe__versions') }}

),

items as (

    select
        *,
        count(case when is_newest then 1 end) over (partition by subscription_id) as item_count
    from {{ ref('base_stripe__items') }}

),

told as (

    select
        subscription_id,
        item_id,
        period_start as told_at,
        price_id,
        quantity,
        -- a change within a period bills nothing for what was free before
        case when not is_proration then 2.0 when amount > 0 then 1.0 else 0.5 end as strength,
        true as is_billed
    from {{ ref('base_stripe__billed_items') }}

    union all

    select
        subscription_id,
        item_id,
        _fivetran_start as told_at,
        price_id,
        quantity,
        3.0 as strength,
        false as is_billed
    from items
    where _fivetran_start is not null

    union all

    -- a version has the quantity of an only item, and no price
    select
        versions.id as subscription_id,
        items.item_id,
        versions.tells_from as told_at,
        null as price_id,
        versions.quantity,
        0.0 as strength,
        false as is_billed
    from versions
    inner join items on versions.id = items.subscription_id and items.is_newest and items.item_count = 1
    where versions.is_history and versions.quantity is not null

),

last_told as (

    select
        item_id,
        max(told_at) as told_at
    from told
    group by item_id

)

select * from told

union all

-- the item of today stands since the last that was told, or since the version that may have brought it
select
    items.subscription_id,
    items.item_id,
    greatest(
        coalesce(last_told.told_at, versions.started_at),
        case when versions.is_history then versions.tells_from else versions.started_at end
    ) as told_at,
    items.price_id,
    items.quantity,
    4.0 as strength,
    false as is_billed
from items
inner join versions on items.subscription_id = versions.id and versions.is_newest
left join last_told on items.item_id = last_told.item_id
where items.is_newest
