-- What was paid apart from subscriptions? Invoices without one, and charges without an invoice, with the charge of
-- each.
with

charges as (

    {{ current_rows('(' ~ staged('stripe', 'charge') ~ ')', ['id'], ['_fivetran_synced'], 'livemode is not false') }}

),

taken as (

    select * from charges
    where lower(status) = 'succeeded' and coalesce(captured, true)

),

invoices as (

    {{ current_rows('(' ~ staged('stripe', 'invoice') ~ ')', ['id'], ['_fivetran_synced'], 'livemode is not false') }}

),

-- an invoice names its payment, or the payment its invoice, as the versions of Stripe's interface have it
named as (

    select
        invoice_id,
        id as charge_id
    from taken
    where invoice_id is not null
    union
    select
        id as invoice_id,
        charge_id
    from invoices
    where charge_id is not null
    union
    select
        invoices.id as invoice_id,
        taken.id as charge_id
    from invoices
    inner join taken on invoices.payment_intent_id = taken.payment_intent_id

),

paid_by as (

    select
        named.invoice_id,
        min(named.charge_id) as charge_id,
        min_by(taken.payment_method, named.charge_id) as payment_method
    from named
    inner join taken on named.charge_id = taken.id
    group by named.invoice_id

)

select
    invoices.id as order_id,
    paid_by.charge_id,
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
    taken.id as order_id,
    taken.id as charge_id,
    taken.customer_id,
    taken.created as ordered_at,
    coalesce(taken.amount_captured, taken.amount) as amount,
    lower(taken.currency) as currency,
    taken.payment_method,
    taken._source_file,
    taken._source_row,
    taken._loaded_at

from taken
where taken.id not in (select named.charge_id from named)
