-- Every change of a ticket's field, in the order in which it happened; words of status in canonical form.
with

{{ union_sources('ticket_events', 'event_id') }},

-- the words are columns, since a condition on one side of an outer join would be tried on every pair of rows
worded as (

    select
        *,
        case when lower(field) = 'status' then lower(old_value) end as old_word,
        case when lower(field) = 'status' then lower(new_value) end as new_word
    from latest

)

select
    worded.source,
    worded.copies,
    worded.copy_rule,
    worded.event_id,
    worded.ticket_id,
    worded.occurred_at,
    lower(worded.actor_type) as actor_type,
    lower(worded.field) as field,
    worded.old_value,
    worded.new_value,
    worded.change_number,
    case when worded.old_word is not null then coalesce(old_words.status, 'open') end as old_status,
    case when lower(worded.field) = 'status' then coalesce(new_words.status, 'open') end as new_status,
    worded.new_word is not null and new_words.word is null as is_unknown_status,
    {{ is_date_only('occurred_at', of='worded.') }} as is_occurred_at_date_only,
    worded._loaded_at

from worded
left join {{ ref('status_words') }} as old_words on worded.old_word = old_words.word
left join {{ ref('status_words') }} as new_words on worded.new_word = new_words.word
