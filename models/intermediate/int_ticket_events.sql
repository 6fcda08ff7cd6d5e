-- Every change of a ticket's field, in the order in which it happened; words of status in canonical form.
with

{{ union_sources('ticket_events', 'event_id') }}

select
    latest.source,
    latest.copies,
    latest.event_id,
    latest.ticket_id,
    latest.occurred_at,
    lower(latest.actor_type) as actor_type,
    lower(latest.field) as field,
    latest.old_value,
    latest.new_value,
    case
        when lower(latest.field) = 'status' and latest.old_value is not null
            then coalesce(old_words.status, 'open')
    end as old_status,
    case when lower(latest.field) = 'status' then coalesce(new_words.status, 'open') end as new_status,
    lower(latest.field) = 'status' and latest.new_value is not null and new_words.word is null as is_unknown_status,
    latest._loaded_at

from latest
left join {{ ref('status_words') }} as old_words
    on lower(latest.field) = 'status' and lower(latest.old_value) = old_words.word
left join {{ ref('status_words') }} as new_words
    on lower(latest.field) = 'status' and lower(latest.new_value) = new_words.word
