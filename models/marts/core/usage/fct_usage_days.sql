-- On which days did each contact use the product, for which account, and how much?
-- Uses that no person is known for stand under their account, with no contact.
with

days as (

    select
        contact_id,
        account_id,
        cluster_id,
        cast(date_trunc('day', {{ to_reporting_time('occurred_at') }}) as date) as used_on,
        count(*) as event_count,
        count(*) filter (where is_core_feature) as core_event_count,
        count(*) filter (where is_value_milestone) as value_milestone_count,
        count(distinct feature) as feature_count,
        min(occurred_at) as first_used_at,
        max(occurred_at) as last_used_at
    from {{ ref('fct_usage_events') }}
    group by contact_id, account_id, cluster_id, used_on

)

select
    contact_id,
    account_id,
    cluster_id,
    used_on,
    cast(date_trunc('month', used_on) as date) as month_start_on,
    event_count,
    core_event_count,
    value_milestone_count,
    feature_count,
    core_event_count > 0 as has_used_core_feature,
    -- a person who works for several accounts is still one user
    contact_id is not null
    and row_number() over (
        partition by contact_id, used_on
        order by event_count desc, cluster_id asc
    ) = 1 as is_contacts_main_account,
    first_used_at,
    last_used_at

from days
