-- Which items does each subscription have, at which price and how many? As they are today, and as earlier versions of
-- them were, where the loader keeps those.
with

landed as (

    {{ staged('stripe', 'subscription_item') }}

),

items as (

    {{ current_rows('landed', ['id', '_fivetran_start'], newest=['_fivetran_synced']) }}

),

-- within the subscription, where the loader has no table of them
listed as (

    select
        id as subscription_id,
        {{ objects_in('item_list') }} as item
    from {{ ref('base_stripe__versions') }}
    where is_newest and item_list is not null

),

united as (

    select
        subscription_id,
        id as item_id,
        plan_id as price_id,
        quantity,
        created,
        _fivetran_start
    from items
    where not coalesce(_fivetran_deleted, false)

    union all

    select
        subscription_id,
        {{ json_text('item', 'id') }} as item_id,
        coalesce(
            {{ json_text(json_text('item', 'price'), 'id') }}, {{ json_text(json_text('item', 'plan'), 'id') }}
        ) as price_id,
        try_cast({{ json_text('item', 'quantity') }} as decimal(12, 0)) as quantity,
        {{ utc(json_text('item', 'created')) }} as created,
        cast(null as timestamp) as _fivetran_start
    from listed
    where {{ json_text('item', 'id') }} not in (select items.id from items)

)

select
    subscription_id,
    item_id,
    price_id,
    coalesce(quantity, 1) as quantity,
    created,
    _fivetran_start,
    row_number() over (partition by item_id order by _fivetran_start desc nulls first) = 1 as is_newest

from united
