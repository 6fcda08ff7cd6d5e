-- Subscriptions, as they stand now; what became of their MRR stands in the changes.
with

versions as (

    select * from {{ ref('base_stripe__versions') }}

),

-- the last one that was made, also if it was taken back since
requests as (

    select
        id,
        max(canceled_at) as cancel_requested_at,
        max_by(
            coalesce(
                {{ vendor_word('stripe', 'cancel_reason', "nullif(lower(cancellation_details_feedback), 'other')") }},
                cancellation_details_comment,
                cancellation_details_feedback,
                cancellation_details_reason
            ),
            concat_ws(' ', cast(canceled_at as string), cast(tells_from as string))
        ) as cancel_reason
    from versions
    where is_request
    group by id

),

beginnings as (

    select
        *,
        row_number() over (partition by subscription_id order by changed_at asc) = 1 as is_first
    from {{ ref('base_stripe__mrr') }}

),

landed_customers as (

    {{ staged('stripe', 'customer') }}

),

customers as (

    {{ current_rows('landed_customers', ['id'], newest=['_fivetran_synced']) }}

)

select
    {{ as_contract('subscriptions', {
        'subscription_id': 'versions.id',
        'account_id': 'versions.customer_id',
        'plan': 'beginnings.plan',
        'mrr': 'beginnings.mrr',
        'currency': 'beginnings.currency',
        'started_at': 'versions.started_at',
        'ended_at': "coalesce(
            versions.ends_at,
            case
                when customers.is_deleted
                    then least(
                        versions.current_period_end,
                        coalesce(customers._fivetran_synced, customers._loaded_at)
                    )
            end
        )",
        'term_ends_at': "case when versions.status <> 'trialing' then versions.current_period_end end",
        'is_one_off': 'false',
        'cancel_requested_at': 'requests.cancel_requested_at',
        'cancel_reason': 'requests.cancel_reason',
        'updated_at': 'versions._fivetran_start',
        '_source_file': 'versions._source_file',
        '_source_row': 'versions._source_row',
        '_loaded_at': 'versions._loaded_at',
    }) }}

from versions
left join requests on versions.id = requests.id
left join beginnings on versions.id = beginnings.subscription_id and beginnings.is_first
left join customers on versions.customer_id = customers.id
where versions.is_newest
