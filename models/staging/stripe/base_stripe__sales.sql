-- What was paid apart from subscriptions? Invoices without one, and charges without an invoice.
with

invoices as (

    {{ current_rows('(' ~ staged('stripe', 'invoice') ~ ')', ['id'], ['_fivetran_synced'], 'livemode is not false') }}

),

paid_by as (

    select
        invoice_id,
        min_by(payment_method, charge_id) as payment_method
    from {{ ref('base_stripe__charges') }}
    where invoice_id is not null
    group by invoice_id

)

select
    invoices.id as order_id,
    invoices.customer_id,
    coalesce(invoices.created, invoices.period_start) as ordered_at,
    invoices.amount_paid as amount,
    lower(invoices.currency) as currency,
    paid_by.payment_method,
    invoices._source_file,
    invoices._source_row,
    invoices._loaded_at

from invoices
left join paid_by on invoices.id = paid_by.invoice_id
where
    lower(invoices.status) = 'paid'
    and invoices.subscription_id is null
    and invoices.id not in (
        select lines.invoice_id from {{ ref('base_stripe__invoice_lines') }} as lines
        where lines.subscription_id is not null and lines.invoice_id is not null
    )

union all

select
    order_id,
    customer_id,
    charged_at as ordered_at,
    amount,
    currency,
    payment_method,
    _source_file,
    _source_row,
    _loaded_at

from {{ ref('base_stripe__charges') }}
where invoice_id is null
