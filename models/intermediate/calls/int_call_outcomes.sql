-- How often did the caller come back after each answered call without a ticket, where that can be known?
with

nameless as (

    select distinct calls.call_id
    from {{ ref('int_calls') }} as calls
    inner join {{ ref('int_nameless_days') }} as days
        on
            cast({{ to_reporting_time('calls.ended_at') }} as date) <= days.opened_on
            and cast({{ to_reporting_time('calls.window_ends_at') }} as date) >= days.opened_on

),

calls as (

    select
        calls.call_id,
        calls.contact_id,
        case
            when calls.contact_id is null then 'no_contact'
            when shared.contact_id is not null then 'shared_contact'
            when calls.ended_at_unknown_because is not null then calls.ended_at_unknown_because
            -- where most callers are not known, neither is who called again
            when not {{ is_told('callers') }} then 'not_told'
            -- a ticket of nobody may be the caller's
            when nameless.call_id is not null then 'not_told'
        end as repeat_contact_unknown_because
    from {{ ref('int_calls') }} as calls
    left join nameless on calls.call_id = nameless.call_id
    left join {{ ref('int_shared_contacts') }} as shared on calls.contact_id = shared.contact_id
    {{ join_evidence('callers', 'caller', 'calls.source', 'calls.queued_at') }}
    where calls.is_counted and calls.window_ends_at is not null

)

select
    calls.call_id,
    {{ where_known('coalesce(repeats.repeat_contact_count, 0)', 'calls.repeat_contact_unknown_because') }}
        as repeat_contact_count,
    calls.repeat_contact_unknown_because

from calls
left join {{ ref('int_repeat_contacts') }} as repeats on calls.call_id = repeats.call_id
