-- Calls of Talk. Whose a call is, its ticket says.
with

landed as (

    {{ staged('zendesk', 'call_metric') }}

),

calls as (

    {{ current_rows('landed', ['id'], newest=['updated_at']) }}

),

judged as (

    select
        *,
        case
            when coalesce(voicemail, false) then 'voicemail'
            when coalesce(callback, false) then 'callback'
            when agent_id is not null then 'answered'
            when lower(direction) = 'inbound' then 'abandoned'
        end as outcome
    from calls

)

select
    {{ as_contract('calls', {
        'call_id': 'judged.id',
        'contact_id': 'tickets.requester_id',
        'account_id': 'coalesce(tickets.organization_id, users.organization_id)',
        'agent_id': 'judged.agent_id',
        'team_id': 'judged.call_group_id',
        'ticket_id': 'judged.ticket_id',
        'direction': 'lower(judged.direction)',
        'queued_at': 'judged.created_at',
        'answered_at': "case
            when judged.outcome = 'answered'
                then " ~ add_seconds('judged.created_at', 'coalesce(judged.time_to_answer, judged.wait_time)') ~ "
        end",
        'ended_at': add_seconds('judged.created_at', 'judged.duration'),
        'wrap_up_seconds': 'judged.wrap_up_time',
        'outcome': 'judged.outcome',
        '_source_file': 'judged._source_file',
        '_source_row': 'judged._source_row',
        '_loaded_at': 'judged._loaded_at',
    }) }}

from judged
left join {{ ref('base_zendesk__tickets') }} as tickets on judged.ticket_id = tickets.id
left join {{ ref('base_zendesk__users') }} as users on tickets.requester_id = users.id
