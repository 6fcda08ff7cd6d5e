-- Every message, on the ticket that survived any merge, marked as the customer's or as an agent's reply.
with

{{ union_sources('ticket_messages', 'message_id') }},

-- a ticket's contact is its customer, also if an agent; any other agent is one, whatever a file says today. Adapters
-- of vendors know who was one at the time.
authors as (

    select
        latest.*,
        case
            when {{ linked_id('latest', 'author_id', 'contact') }} = tickets.landed_contact_id then 'customer'
            -- a program may write in the name of an agent
            when agents.is_bot or lower(latest.author_type) = 'bot' then 'bot'
            when agents.landed_agent_id is not null and (latest.source = 'files' or latest.author_type is null)
                then 'agent'
            else lower(latest.author_type)
        end as author,
        lower(latest.author_type) in ('agent', 'bot') as is_called_agent
    from latest
    left join {{ ref('int_ticket_records') }} as tickets on latest.ticket_id = tickets.ticket_id
    {{ join_links('contact', 'latest', 'author_id', 'contact') }}
    {{ join_links('agent', 'latest', 'author_id', 'agent') }}
    left join {{ ref('int_agents') }} as agents
        on {{ linked_id('latest', 'author_id', 'agent') }} = agents.landed_agent_id

)

select
    authors.source,
    authors.copies,
    authors.copy_rule,
    authors.message_id,
    coalesce(mergers.surviving_ticket_id, authors.ticket_id) as ticket_id,
    authors.ticket_id as landed_ticket_id,
    authors.sent_at,
    authors.author as author_type,
    (authors.author in ('agent', 'bot')) <> authors.is_called_agent as is_author_disputed,
    authors.channel,
    coalesce(authors.is_public, true) as is_public,
    coalesce(authors.is_public, true) and authors.author not in ('agent', 'bot') as is_customer_message,
    -- a message that a program writes in the name of an agent is not a person's reply
    coalesce(authors.is_public, true) and authors.author = 'agent' as is_agent_reply,
    {{ is_date_only('sent_at', of='authors.') }} as is_sent_at_date_only,
    case when coalesce(authors.is_public, true) and authors.author not in ('agent', 'bot') then authors.body end
        as customer_text,
    authors._loaded_at

from authors
left join {{ ref('int_ticket_merges') }} as mergers on authors.ticket_id = mergers.ticket_id
