-- What was really taken from customers, and for which order? For the invoice that it pays, else the charge itself.
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
        id as charge_id,
        invoice_id
    from taken
    where invoice_id is not null
    union
    select
        charge_id,
        id as invoice_id
    from invoices
    where charge_id is not null
    union
    select
        taken.id as charge_id,
        invoices.id as invoice_id
    from invoices
    inner join taken on invoices.payment_intent_id = taken.payment_intent_id

),

paid as (

    select
        charge_id,
        min(invoice_id) as invoice_id
    from named
    group by charge_id

)

select
    taken.id as charge_id,
    paid.invoice_id,
    coalesce(paid.invoice_id, taken.id) as order_id,
    taken.customer_id,
    taken.created as charged_at,
    coalesce(taken.amount_captured, taken.amount) as amount,
    lower(taken.currency) as currency,
    taken.payment_method,
    taken._source_file,
    taken._source_row,
    taken._loaded_at

from taken
left join paid on taken.id = paid.charge_id
