-- On which days did each contact use the product, for which account, and how much?
-- Uses that no person is known for stand under their account, with no contact.
with

days as (

    select
        events.contact_id,
        events.account_id,
        events.cluster_id,
        events.landed_account_id,
        cast(date_trunc('day', {{ to_reporting_time('events.occurred_at') }}) as date) as used_on,
        count(*) as event_count,
        count(core_features.feature) as core_event_count,
        count(*) filter (where events.is_value_milestone) as value_milestone_count,
        count(distinct events.feature) as feature_count,
        min(events.occurred_at) as first_used_at,
        max(events.occurred_at) as last_used_at
    from {{ ref('int_counted_usage_events') }} as events
    left join {{ ref('int_core_features') }} as core_features on events.feature = core_features.feature
    group by events.contact_id, events.account_id, events.cluster_id, events.landed_account_id, used_on

)

select
    *,
    cast(date_trunc('month', used_on) as date) as month_start_on,
    -- a person who works for several accounts is still one user; a pseudonym would decide by chance for which
    contact_id is not null
    and row_number() over (
        partition by contact_id, used_on
        order by event_count desc, first_used_at asc, landed_account_id asc nulls last
    ) = 1 as is_contacts_main_account

from days
