-- Subscriptions as they landed, with the present period of those whose period stands on their items, as later versions
-- of Stripe's interface have it.
with

landed as (

    {{ staged('stripe', 'subscription_history') }}

),

landed_items as (

    {{ staged('stripe', 'subscription_item') }}

),

items as (

    {{ current_rows('landed_items', ['id'], newest=['_fivetran_start', '_fivetran_synced']) }}

),

listed as (

    select
        id as subscription_id,
        {{ objects_in('item_list') }} as item
    from landed
    where item_list is not null

),

item_periods as (

    select
        subscription_id,
        current_period_start as begins_at,
        current_period_end as ends_at
    from items
    where not coalesce(_fivetran_deleted, false)

    union all

    select
        subscription_id,
        {{ utc(json_text('item', 'current_period_start')) }} as begins_at,
        {{ utc(json_text('item', 'current_period_end')) }} as ends_at
    from listed

),

periods as (

    select
        subscription_id,
        max(begins_at) as begins_at,
        max(ends_at) as ends_at
    from item_periods
    group by subscription_id

),

placed as (

    select
        *,
        coalesce(_fivetran_start = max(_fivetran_start) over (partition by id), true) as is_present
    from landed

)

select
    placed.*,
    case when placed.is_present then periods.begins_at end as item_period_start,
    case when placed.is_present then periods.ends_at end as item_period_end

from placed
left join periods on placed.id = periods.subscription_id
