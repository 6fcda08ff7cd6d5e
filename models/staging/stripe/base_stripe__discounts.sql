-- Which discounts had a subscription, or all of a customer's, from when to when? One that holds once is none of what
-- recurs.
with

landed as (

    {{ staged('stripe', 'discount') }}

),

given as (

    {{ current_rows('landed', ['id', 'coupon_id', 'subscription_id', 'customer_id'], newest=['_fivetran_synced']) }}

),

landed_coupons as (

    {{ staged('stripe', 'coupon') }}

),

coupons as (

    {{ current_rows('landed_coupons', ['id'], newest=['_fivetran_synced']) }}

),

discounts as (

    select
        given.subscription_id,
        given.customer_id,
        given.starts_at,
        given.ends_at,
        coupons.percent_off,
        coupons.amount_off,
        lower(coupons.currency) as currency,
        lower(coupons.duration) as duration,
        coupons.duration_in_months
    from given
    inner join coupons on given.coupon_id = coupons.id
    -- what is for one item, one line or one invoice is none of the whole
    where
        given.subscription_item_id is null
        and given.invoice_item_id is null
        and (given.subscription_id is not null or given.invoice_id is null)

    union all

    -- within the subscription, where the loader has no table of them
    select
        id as subscription_id,
        customer_id,
        {{ utc(json_text('discount', 'start')) }} as starts_at,
        {{ utc(json_text('discount', 'end')) }} as ends_at,
        try_cast({{ json_text(json_text('discount', 'coupon'), 'percent_off') }} as decimal(9, 6)) as percent_off,
        try_cast({{ json_text(json_text('discount', 'coupon'), 'amount_off') }} as decimal(24, 12)) as amount_off,
        lower({{ json_text(json_text('discount', 'coupon'), 'currency') }}) as currency,
        lower({{ json_text(json_text('discount', 'coupon'), 'duration') }}) as duration,
        try_cast(
            {{ json_text(json_text('discount', 'coupon'), 'duration_in_months') }} as integer
        ) as duration_in_months
    from {{ ref('base_stripe__versions') }}
    where is_newest and {{ json_text('discount', 'id') }} not in (select given.id from given)

)

select
    subscription_id,
    case when subscription_id is null then customer_id end as customer_id,
    starts_at,
    coalesce(
        ends_at, case when duration = 'repeating' then {{ add_months('starts_at', 'duration_in_months') }} end
    ) as ends_at,
    coalesce(percent_off, 0) as percent_off,
    coalesce(amount_off, 0) as amount_off,
    currency

from discounts
where duration is distinct from 'once' and starts_at is not null
