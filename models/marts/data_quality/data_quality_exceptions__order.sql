-- Rows whose order in time cannot be.
with

histories as (

    select
        source,
        'tickets' as table_name,
        ticket_id as record_key,
        'history_out_of_order' as reason,
        'a later version of the ticket bears an earlier time' as detail
    from {{ ref('int_tickets') }}
    where is_history_disordered

),

premature_events as (

    select
        tickets.source,
        'tickets' as table_name,
        tickets.ticket_id as record_key,
        'event_before_creation' as reason,
        'its first event is dated ' || cast(milestones.premature_event_at as varchar) as detail
    from {{ ref('int_ticket_milestones') }} as milestones
    inner join {{ ref('int_tickets') }} as tickets on milestones.ticket_id = tickets.ticket_id
    where milestones.premature_event_at is not null and not tickets.is_history_disordered

),

premature_replies as (

    select
        tickets.source,
        'tickets' as table_name,
        tickets.ticket_id as record_key,
        'reply_before_creation' as reason,
        'an agent''s first reply is dated before the ticket' as detail
    from {{ ref('int_ticket_milestones') }} as milestones
    inner join {{ ref('int_tickets') }} as tickets on milestones.ticket_id = tickets.ticket_id
    where milestones.is_reply_premature

),

premature_solves as (

    select
        source,
        'tickets' as table_name,
        ticket_id as record_key,
        'solved_before_creation' as reason,
        'solved_at is ' || cast(landed_solved_at as varchar) as detail
    from {{ ref('int_tickets') }}
    where landed_solved_at < created_at

),

premature_answers as (

    select
        source,
        'survey_responses' as table_name,
        response_id as record_key,
        'answer_before_question' as reason,
        'responded_at is ' || cast(responded_at as varchar) as detail
    from {{ ref('int_survey_responses') }}
    where responded_at < sent_at

),

future as (

    {% for entity, key, moment in [
        ('tickets', 'ticket_id', 'created_at'), ('ticket_events', 'event_id', 'occurred_at'),
        ('ticket_messages', 'message_id', 'sent_at'), ('survey_responses', 'response_id', 'responded_at'),
        ('calls', 'call_id', 'queued_at'), ('qa_reviews', 'review_id', 'reviewed_at'),
    ] -%}
    select
        source,
        '{{ entity }}' as table_name,
        {{ key }} as record_key,
        'dated_after_load' as reason,
        '{{ moment }} is ' || cast({{ moment }} as varchar) as detail
    from {{ ref('int_' ~ entity) }}
    where {{ moment }} > _loaded_at
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}

)

{% for kind in [
    'histories', 'premature_events', 'premature_replies', 'premature_solves', 'premature_answers', 'future',
] -%}
select * from {{ kind }}
{% if not loop.last -%}
union all
{% endif -%}
{% endfor %}
