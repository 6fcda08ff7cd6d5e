-- How customers rated tickets, by the older feature (good or bad) and by the newer one.
with

old_ratings as (

    select * from {{ ref('base_zendesk__ratings') }}

),

surveys as (

    select * from {{ ref('base_zendesk__survey_answers') }}

),

responses as (

    -- what is answered by the newer feature stands on the ticket by the older one, too
    select * from old_ratings
    where
        ticket_id not in (
            select surveys.ticket_id
            from surveys
            where surveys.ticket_id is not null
        )

    union all

    select * from surveys

)

select
    {{ as_contract('survey_responses', {
        'response_id': 'responses.response_id',
        'kind': "'csat'",
        'account_id': 'coalesce(tickets.organization_id, users.organization_id)',
        'contact_id': 'coalesce(responses.contact_id, tickets.requester_id)',
        'ticket_id': 'responses.ticket_id',
        'sent_at': 'responses.sent_at',
        'responded_at': 'responses.responded_at',
        'score': 'responses.score',
        'scale_min': 'responses.scale_min',
        'scale_max': 'responses.scale_max',
        'comment': 'responses.comment',
        '_source_file': 'responses._source_file',
        '_loaded_at': 'responses._loaded_at',
    }) }}

from responses
left join {{ ref('base_zendesk__tickets') }} as tickets on responses.ticket_id = tickets.id
left join {{ ref('base_zendesk__users') }} as users
    on coalesce(responses.contact_id, tickets.requester_id) = users.id
