-- Values that say nothing: words of status that no one has mapped, scores off their own scale.
with

unknown_words as (

    select
        source,
        'tickets' as table_name,
        ticket_id as record_key,
        'unknown_status' as reason,
        'counts as open: ' || left(unknown_status_word, 80) as detail
    from {{ ref('int_tickets') }}
    where unknown_status_word is not null

    union all

    select
        source,
        'ticket_events' as table_name,
        event_id as record_key,
        'unknown_status' as reason,
        'counts as open: ' || left(new_value, 80) as detail
    from {{ ref('int_ticket_events') }}
    where is_unknown_status

),

impossible_scores as (

    select
        surveys.source,
        'survey_responses' as table_name,
        surveys.response_id as record_key,
        'score_off_scale' as reason,
        surveys.kind || ' score ' || cast(surveys.score as varchar) || ' on a scale of '
        || coalesce(cast(surveys.scale_min as varchar) || ' to ' || cast(surveys.scale_max as varchar), 'unknown ends')
            as detail
    from {{ ref('int_survey_responses') }} as surveys
    inner join {{ ref('int_survey_scores') }} as scores on surveys.response_id = scores.response_id
    where
        surveys.score is not null
        and surveys.responded_at is not null
        and not scores.is_score_valid
        and surveys.kind <> 'exit'

)

select * from unknown_words

union all

select * from impossible_scores
