-- Rows that came more than once, and rows that point at a parent which never landed.
with

repeated as (

    {% for entity, key in [
        ('accounts', 'account_id'), ('contacts', 'contact_id'), ('agents', 'agent_id'), ('teams', 'team_id'),
        ('tickets', 'ticket_id'), ('ticket_events', 'event_id'), ('ticket_messages', 'message_id'),
        ('survey_responses', 'response_id'), ('calls', 'call_id'), ('qa_reviews', 'review_id'),
        ('sla_policies', 'policy_id'),
    ] -%}
    select
        source,
        '{{ entity }}' as table_name,
        {{ key }} as record_key,
        'duplicate' as reason,
        cast(copies as varchar) || ' rows arrived with this id; the newest counts' as detail
    from {{ ref('int_' ~ entity) }}
    where copies > 1
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}

),

-- a table that never came cannot be missed row by row
orphans as (

    {% for entity, key, account in [
        ('tickets', 'ticket_id', 'orphan_account_id'), ('contacts', 'contact_id', 'landed_account_id'),
        ('survey_responses', 'response_id', 'landed_account_id'),
    ] -%}
    select
        children.source,
        '{{ entity }}' as table_name,
        children.{{ key }} as record_key,
        'orphan' as reason,
        'its account never landed' as detail
    from {{ ref('int_' ~ entity) }} as children
    left join {{ ref('int_accounts') }} as accounts on children.{{ account }} = accounts.landed_account_id
    where
        children.{{ account }} is not null
        and accounts.landed_account_id is null
        and exists (select known.account_id from {{ ref('int_accounts') }} as known)

    union all

    {% endfor %}
    {% for entity, key, ticket in [
        ('ticket_events', 'event_id', 'ticket_id'), ('ticket_messages', 'message_id', 'original_ticket_id'),
        ('survey_responses', 'response_id', 'landed_ticket_id'), ('calls', 'call_id', 'landed_ticket_id'),
        ('qa_reviews', 'review_id', 'landed_ticket_id'),
    ] -%}
    select
        children.source,
        '{{ entity }}' as table_name,
        children.{{ key }} as record_key,
        'orphan' as reason,
        'its ticket never landed' as detail
    from {{ ref('int_' ~ entity) }} as children
    left join {{ ref('int_tickets') }} as tickets on children.{{ ticket }} = tickets.ticket_id
    where
        children.{{ ticket }} is not null
        and tickets.ticket_id is null
        and exists (select known.ticket_id from {{ ref('int_tickets') }} as known)
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}

)

select * from repeated

union all

select * from orphans
