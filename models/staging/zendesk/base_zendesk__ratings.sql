-- How was each ticket rated by the older feature? One row for each ticket that was asked: good is 1, bad is 0; what was
-- never offered is no question.
with

landed as (

    {{ staged('zendesk', 'satisfaction_rating') }}

),

rows_of_rating as (

    {{ current_rows('landed', ['id'], newest=['updated_at']) }}

),

-- the loader may keep the offer and the answer as two rows
ratings as (

    select
        ticket_id,
        max_by(id, coalesce(updated_at, created_at)) filter (where lower(score) <> 'unoffered') as response_id,
        max(requester_id) as contact_id,
        min(created_at) filter (where lower(score) <> 'unoffered') as created_at,
        max_by(score, coalesce(updated_at, created_at)) filter (where {{ is_answer('score') }}) as score,
        max(coalesce(updated_at, created_at)) filter (where {{ is_answer('score') }}) as updated_at,
        max_by(comment, coalesce(updated_at, created_at)) filter (where {{ is_answer('score') }}) as comment,
        max(_source_file) as _source_file,
        max(_loaded_at) as _loaded_at
    from rows_of_rating
    group by ticket_id

),

history as (

    select
        ticket_id,
        min(updated) filter (where lower(value) = 'offered') as offered_at,
        max(updated) filter (where {{ is_answer('value') }}) as answered_at,
        max_by(value, updated) filter (where {{ is_answer('value') }}) as value,
        max(_source_file) as _source_file,
        max(_loaded_at) as _loaded_at
    from {{ ref('base_zendesk__field_history') }}
    where field_name = 'satisfaction_score'
    group by ticket_id

)

select
    coalesce(ratings.response_id, 'ticket ' || coalesce(ratings.ticket_id, history.ticket_id)) as response_id,
    coalesce(ratings.ticket_id, history.ticket_id) as ticket_id,
    ratings.contact_id,
    coalesce(history.offered_at, ratings.created_at) as sent_at,
    coalesce(history.answered_at, ratings.updated_at) as responded_at,
    case lower(left(coalesce(ratings.score, history.value), 3)) when 'goo' then 1.0 when 'bad' then 0.0 end as score,
    0.0 as scale_min,
    1.0 as scale_max,
    ratings.comment,
    coalesce(ratings._source_file, history._source_file) as _source_file,
    coalesce(ratings._loaded_at, history._loaded_at) as _loaded_at

from ratings
full outer join history on ratings.ticket_id = history.ticket_id
where coalesce(ratings.response_id, history.value) is not null or history.offered_at is not null
