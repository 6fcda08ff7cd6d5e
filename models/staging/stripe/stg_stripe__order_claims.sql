-- Disputes about what was bought apart from subscriptions. One that the company won costs nothing, nor does a mere
-- inquiry.
with

landed as (

    {{ staged('stripe', 'dispute') }}

),

disputes as (

    {{ current_rows('landed', ['id'], newest=['_fivetran_synced'], kept='coalesce(livemode, true)') }}

),

decimals as (

    {{ stripe_decimals() }}

)

select
    {{ as_contract('order_claims', {
        'claim_id': 'disputes.id',
        'order_id': 'sales.order_id',
        'claimed_at': 'disputes.created',
        'kind': "'other'",
        'credit_amount': "case
            when lower(disputes.status) = 'won' or left(lower(disputes.status), 8) = 'warning_' then 0
            else " ~ stripe_money('disputes.amount', 'decimals.decimals') ~ "
        end",
        '_source_file': 'disputes._source_file',
        '_source_row': 'disputes._source_row',
        '_loaded_at': 'disputes._loaded_at',
    }) }}

from disputes
inner join {{ ref('base_stripe__charges') }} as charges on disputes.charge_id = charges.charge_id
inner join {{ ref('base_stripe__sales') }} as sales on charges.order_id = sales.order_id
left join decimals on coalesce(lower(disputes.currency), sales.currency) = decimals.currency
