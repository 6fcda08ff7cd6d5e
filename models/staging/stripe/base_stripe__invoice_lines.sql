-- What was billed for items of subscriptions? Lines of invoices that were sent, with the item, its price and the time.
with

landed as (

    {{ staged('stripe', 'invoice_line_item') }}

),

lines as (

    {{ current_rows('landed', ['invoice_id', 'id'], newest=['_fivetran_synced'], kept='coalesce(livemode, true)') }}

),

landed_invoices as (

    {{ staged('stripe', 'invoice') }}

),

invoices as (

    {{ current_rows('landed_invoices', ['id'], newest=['_fivetran_synced']) }}

)

select
    lines.id,
    lines.invoice_id,
    coalesce(lines.subscription_id, invoices.subscription_id) as subscription_id,
    lines.subscription_item_id as item_id,
    lines.plan_id as price_id,
    lines.quantity,
    lines.amount,
    lower(invoices.currency) as currency,
    lines.period_start,
    lines.period_end,
    coalesce(lines.proration, false) as is_proration,
    -- what an item that changed within a period gives back of its old price
    coalesce(lines.proration, false) and lines.amount < 0 as is_credit

from lines
left join invoices on lines.invoice_id = invoices.id
where
    coalesce(lower(invoices.status), 'open') not in ('draft', 'void', 'deleted')
    and coalesce(invoices.livemode, true)
    and lines.period_start is not null
