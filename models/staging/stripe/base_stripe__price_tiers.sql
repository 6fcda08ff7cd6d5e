-- What does each price come to? One row for each tier, in the smallest units of the currency; one without tiers is a
-- single tier.
with

landed as (

    {{ staged('stripe', 'price') }}

),

prices as (

    {{ current_rows('landed', ['id'], newest=['_fivetran_synced']) }}

),

tier_rows as (

    {{ current_rows('(' ~ staged('stripe', 'tier') ~ ')', ['price_id', 'up_to'], ['_fivetran_synced']) }}

),

landed_products as (

    {{ staged('stripe', 'product') }}

),

products as (

    {{ current_rows('landed_products', ['id'], newest=['_fivetran_synced']) }}

),

-- within the price, where the loader has no table of them
listed as (

    select
        id as price_id,
        {{ objects_in('tiers') }} as tier
    from prices
    where tiers is not null

),

tiers as (

    select
        price_id,
        up_to,
        coalesce(unit_amount_decimal, unit_amount, 0) as unit_amount,
        coalesce(flat_amount_decimal, flat_amount, 0) as flat_amount
    from tier_rows

    union all

    select
        price_id,
        try_cast({{ json_text('tier', 'up_to') }} as decimal(12, 0)) as up_to,
        try_cast(
            coalesce(
                {{ json_text('tier', 'unit_amount_decimal') }}, {{ json_text('tier', 'unit_amount') }}, '0'
            ) as decimal(24, 12)
        ) as unit_amount,
        try_cast(
            coalesce(
                {{ json_text('tier', 'flat_amount_decimal') }}, {{ json_text('tier', 'flat_amount') }}, '0'
            ) as decimal(24, 12)
        ) as flat_amount
    from listed
    where price_id not in (select tier_rows.price_id from tier_rows)

)

select
    prices.id as price_id,
    coalesce(prices.nickname, products.name, prices.id) as plan,
    lower(prices.currency) as currency,
    coalesce(lower(prices.recurring_usage_type) = 'metered', false) as is_metered,
    -- how often it is due in a mean month
    case lower(prices.recurring_interval)
        when 'day' then 365.25e0 / 12
        when 'week' then 365.25e0 / 84
        when 'month' then 1.0
        when 'year' then 1e0 / 12
    end / nullif(coalesce(prices.recurring_interval_count, 1), 0) as times_a_month,
    nullif(prices.transform_quantity_divide_by, 0) as divide_by,
    lower(prices.transform_quantity_round) as round_to,
    coalesce(lower(prices.tiers_mode) = 'graduated', false) as is_graduated,
    coalesce(lag(tiers.up_to) over (partition by prices.id order by tiers.up_to asc nulls last), 0) as above,
    row_number() over (partition by prices.id order by tiers.up_to asc nulls last) = 1 as is_first,
    tiers.up_to,
    -- a price in tiers of which none landed is unknown, and not 0
    coalesce(tiers.unit_amount, prices.unit_amount_decimal, prices.unit_amount) as unit_amount,
    coalesce(tiers.flat_amount, 0) as flat_amount

from prices
left join tiers on case when prices.tiers_mode is not null then prices.id end = tiers.price_id
left join products on prices.product_id = products.id
