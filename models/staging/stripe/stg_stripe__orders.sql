-- What was bought apart from subscriptions, and what of it was given back: a refund is an order of less than nothing,
-- on its day.
with

sales as (

    select * from {{ ref('base_stripe__sales') }}

),

landed as (

    {{ staged('stripe', 'refund') }}

),

refunds as (

    {{ current_rows('landed', ['id'], newest=['_fivetran_synced']) }}

),

orders as (

    select
        order_id,
        customer_id,
        ordered_at,
        amount,
        currency,
        payment_method,
        _source_file,
        _source_row,
        _loaded_at
    from sales
    {%- if vendor_setting('stripe', 'refunds') %}

    union all

    select
        refunds.id as order_id,
        sales.customer_id,
        refunds.created as ordered_at,
        -refunds.amount as amount,
        coalesce(lower(refunds.currency), sales.currency) as currency,
        charges.payment_method,
        refunds._source_file,
        refunds._source_row,
        refunds._loaded_at
    from refunds
    inner join {{ ref('base_stripe__charges') }} as charges on refunds.charge_id = charges.charge_id
    inner join sales on charges.order_id = sales.order_id
    where coalesce(lower(refunds.status), 'succeeded') not in ('failed', 'canceled')
    {%- endif %}

),

decimals as (

    {{ stripe_decimals() }}

)

select
    {{ as_contract('orders', {
        'order_id': 'orders.order_id',
        'account_id': 'orders.customer_id',
        'ordered_at': 'orders.ordered_at',
        'amount': stripe_money('orders.amount', 'decimals.decimals'),
        'currency': 'upper(orders.currency)',
        'payment_method': 'orders.payment_method',
        '_source_file': 'orders._source_file',
        '_source_row': 'orders._source_row',
        '_loaded_at': 'orders._loaded_at',
    }) }}

from orders
left join decimals on orders.currency = decimals.currency
