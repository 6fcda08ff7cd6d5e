-- Every message, on the ticket that survived any merge, marked as the customer's or as an agent's reply.
with

{{ union_sources('ticket_messages', 'message_id') }}

select
    latest.source,
    latest.copies,
    latest.copy_rule,
    latest.message_id,
    coalesce(mergers.surviving_ticket_id, latest.ticket_id) as ticket_id,
    latest.ticket_id as landed_ticket_id,
    latest.sent_at,
    lower(latest.author_type) as author_type,
    latest.channel,
    coalesce(latest.is_public, true) as is_public,
    coalesce(latest.is_public, true) and lower(latest.author_type) not in ('agent', 'bot') as is_customer_message,
    -- a message that a program writes in the name of an agent is not a person's reply
    coalesce(latest.is_public, true) and lower(latest.author_type) = 'agent' and not coalesce(agents.is_bot, false)
        as is_agent_reply,
    latest._loaded_at

from latest
left join {{ ref('int_ticket_merges') }} as mergers on latest.ticket_id = mergers.ticket_id
left join {{ ref('int_agents') }} as agents on latest.author_id = agents.landed_agent_id
