-- What was answered to each survey of the newer feature? A rating counts on the range of its own question.
with

landed as (

    {{ staged('zendesk', 'survey_response') }}

),

responses as (

    {{ current_rows('landed', ['id'], newest=['updated_at']) }}

),

answers as (

    select
        id,
        try_cast({{ json_text('answer', 'rating') }} as double) as rating,
        {{ json_lowest('answer', '$.question.options[*].rating') }} as lowest,
        {{ json_highest('answer', '$.question.options[*].rating') }} as highest,
        {{ json_text('answer', 'open_ended_answer') }} as words,
        {{ utc(json_text('answer', 'updated_at')) }} as answered_at
    from (
        select
            id,
            {{ objects_in('answers') }} as answer
        from responses
    )

),

-- of several rated questions the one that was answered last counts, on its own range
ranked as (

    select
        *,
        row_number() over (
            partition by id, rating is not null
            order by answered_at desc nulls last, highest asc nulls last, lowest asc nulls last, rating asc
        ) as place
    from answers

),

answered as (

    select
        id,
        max(rating) filter (where place = 1) as rating,
        max(answered_at) filter (where place = 1 and rating is not null) as answered_at,
        max(lowest) filter (where place = 1 and rating is not null) as lowest,
        max(highest) filter (where place = 1 and rating is not null) as highest,
        max(words) as words
    from ranked
    group by id

)

select
    'survey ' || responses.id as response_id,
    coalesce(
        responses.ticket_id,
        nullif(regexp_extract(responses.subjects, '"(?:id|zrn)": *"?[^"]*?([0-9]+)"?', 1), '')
    ) as ticket_id,
    responses.responder_id as contact_id,
    responses.created_at as sent_at,
    case when answered.rating is not null then coalesce(answered.answered_at, responses.updated_at) end as responded_at,
    answered.rating as score,
    coalesce(answered.lowest, 1.0) as scale_min,
    coalesce(answered.highest, 5.0) as scale_max,
    answered.words as comment,
    responses._source_file,
    responses._loaded_at

from responses
left join answered on responses.id = answered.id
