-- Every phone call, one row each: whose it is, what became of it, and until when a further contact is a repeat of it.
with

{{ union_sources('calls', 'call_id') }},

worded as (

    select
        *,
        {{ pseudonym('contact_id') }} as contact_pseudonym,
        {{ pseudonym('agent_id') }} as agent_pseudonym,
        coalesce(lower(direction), 'inbound') as canonical_direction,
        coalesce(lower(outcome) in ('answered', 'abandoned', 'voicemail', 'callback'), false) as is_known_outcome
    from latest

),

judged as (

    select
        *,
        case
            when is_known_outcome then lower(outcome)
            when answered_at is not null then 'answered'
            when outcome is null and ended_at is not null and canonical_direction = 'inbound' then 'abandoned'
        end as canonical_outcome
    from worded

),

joined as (

    select
        calls.*,
        tickets.ticket_id as known_ticket_id,
        accounts.account_id as own_account_id,
        -- where a call names an account that never landed, it does not belong to its contact's account
        coalesce(
            accounts.account_id,
            case when calls.account_id is null then tickets.account_id end,
            case when calls.account_id is null and tickets.orphan_account_id is null then contacts.account_id end
        ) as known_account_id,
        tickets.cluster_id as ticket_cluster_id,
        not coalesce(accounts.is_test, contact_accounts.is_test, false) and coalesce(tickets.is_counted, true)
            as is_counted,
        -- a call that a program took was not answered by a person
        coalesce(calls.canonical_outcome = 'answered', false) and not coalesce(agents.is_bot, false) as is_answered
    from judged as calls
    left join {{ ref('int_ticket_merges') }} as mergers on calls.ticket_id = mergers.ticket_id
    left join {{ ref('int_tickets') }} as tickets
        on coalesce(mergers.surviving_ticket_id, calls.ticket_id) = tickets.ticket_id
    left join {{ ref('int_agents') }} as agents on calls.agent_pseudonym = agents.agent_id
    left join {{ ref('int_accounts') }} as accounts on calls.account_id = accounts.landed_account_id
    left join {{ ref('int_contacts') }} as contacts on calls.contact_pseudonym = contacts.contact_id
    left join {{ ref('int_accounts') }} as contact_accounts on contacts.account_id = contact_accounts.account_id

)

select
    call_id,
    source,
    copies,
    copy_rule,
    known_account_id as account_id,
    contact_pseudonym as contact_id,
    agent_pseudonym as agent_id,
    team_id,
    coalesce(known_account_id, {{ account_pseudonym('account_id') }}, contact_pseudonym, ticket_cluster_id, call_id)
        as cluster_id,
    case when own_account_id is null then account_id end as orphan_account_id,
    ticket_id as landed_ticket_id,
    known_ticket_id as ticket_id,
    canonical_direction as direction,
    canonical_outcome as outcome,
    is_known_outcome or outcome is null as is_outcome_readable,
    is_answered,
    is_counted,
    queued_at,
    answered_at,
    ended_at,
    {% for time in ['queued_at', 'answered_at', 'ended_at'] -%}
    {{ is_date_only(time) }} as is_{{ time }}_date_only,
    {% endfor -%}
    case
        when ended_at is null then 'not_told'
        when is_ended_at_date_only then 'no_time_of_day'
        when ended_at < coalesce(answered_at, queued_at) then 'disordered'
    end as ended_at_unknown_because,
    -- without a ticket, only a later contact of the same person can tell that the call failed
    case
        when is_answered and canonical_direction = 'inbound' and ticket_id is null
            then
                case when ended_at_unknown_because is null then ended_at else queued_at end
                + interval '{{ var("repeat_window_days") }}' day
    end as window_ends_at,
    wrap_up_seconds,
    _loaded_at

from joined
