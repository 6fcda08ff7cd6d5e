-- Every ticket of every source, one row each, as its own row has it, and whether it counts.
with

{{ union_sources('tickets', 'ticket_id', 'updated_at') }},

pseudonymised as (

    select
        *,
        {{ pseudonym('contact_id') }} as contact_pseudonym,
        {{ pseudonym('agent_id') }} as agent_pseudonym
    from latest

),

joined as (

    select
        tickets.*,
        accounts.account_id as own_account_id,
        -- where a ticket names an account that never landed, it does not belong to its contact's account
        coalesce(accounts.account_id, case when tickets.account_id is null then contacts.account_id end)
            as known_account_id,
        coalesce(accounts.is_test, contact_accounts.is_test, false) as is_test,
        status_words.status as canonical_status,
        live_words.word is not null as is_by_live_channel,
        type_words.type as canonical_type
    from pseudonymised as tickets
    left join {{ ref('int_accounts') }} as accounts on tickets.account_id = accounts.landed_account_id
    left join {{ ref('int_contacts') }} as contacts on tickets.contact_pseudonym = contacts.contact_id
    left join {{ ref('int_accounts') }} as contact_accounts on contacts.account_id = contact_accounts.account_id
    left join {{ ref('status_words') }} as status_words on lower(tickets.status) = status_words.word
    left join {{ ref('live_channel_words') }} as live_words on lower(trim(tickets.channel)) = live_words.word
    left join {{ ref('ticket_type_words') }} as type_words on lower(tickets.ticket_type) = type_words.word

)

select
    ticket_id,
    source,
    copies,
    copy_rule,
    known_account_id as account_id,
    contact_pseudonym as contact_id,
    contact_id as landed_contact_id,
    agent_id as landed_agent_id,
    agent_pseudonym as agent_id,
    team_id,
    -- an account that never landed still says which tickets resemble each other
    coalesce(known_account_id, {{ account_pseudonym('account_id') }}, contact_pseudonym, ticket_id) as cluster_id,
    case when own_account_id is null then account_id end as orphan_account_id,

    channel,
    coalesce(canonical_type, lower(ticket_type)) as ticket_type,
    case when canonical_type is null then ticket_type end as unknown_type_word,
    priority,
    complexity,
    product_area,
    topic,
    issue_id,
    -- a ticket that says when it was solved is, whatever word it has for that
    coalesce(canonical_status, case when coalesce(solved_at, closed_at) is not null then 'solved' end, 'open')
        as status,
    coalesce(canonical_status is not null or coalesce(solved_at, closed_at) is not null, false) as is_status_known,
    case when canonical_status is null then status end as unknown_status_word,
    coalesce(lower(created_by), 'customer') as created_by,
    handling_minutes,
    -- nobody wrote to open it: a person was at the telephone, or at the counter, or opened it
    is_by_live_channel or coalesce(lower(created_by) in ('agent', 'system'), false) as is_opened_without_message,

    deleted_at is null
    and not coalesce(is_spam, false)
    and not is_test as is_genuine,
    is_genuine and merged_into_ticket_id is null as is_counted,
    coalesce(is_history_disordered, false) as is_history_disordered,

    created_at,
    {% for time in ['created_at', 'first_response_at'] -%}
    {{ is_date_only(time) }} as is_{{ time }}_date_only,
    {% endfor -%}
    case when solved_at is not null then {{ is_date_only('solved_at') }} else {{ is_date_only('closed_at') }} end
        as is_solved_at_date_only,
    first_response_at,
    -- a day on which a ticket was created and solved did not end before the creation
    case
        when
            is_solved_at_date_only
            and coalesce(solved_at, closed_at) < created_at
            and coalesce(solved_at, closed_at) + interval '1' day > created_at
            then created_at
        else coalesce(solved_at, closed_at)
    end as landed_solved_at,
    closed_at as landed_closed_at,
    updated_at,
    _loaded_at

from joined
