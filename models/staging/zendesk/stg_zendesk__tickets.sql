-- Tickets as they stand now. What tags say is named in var `zendesk`, and the custom fields in `also` of the source.
with

tickets as (

    select * from {{ ref('base_zendesk__tickets') }}

),

users as (

    select * from {{ ref('base_zendesk__users') }}

),

tagged as (

    select
        ticket_id,
        bool_or(tag = 'closed_by_merge') as is_closed_by_merge,
        bool_or(tag in ({{ quoted(vendor_setting('zendesk', 'spam_tags')) }})) as is_spam,
        min({{ word_by_setting('tag', vendor_setting('zendesk', 'ticket_type')) }}) as ticket_type
    from {{ ref('base_zendesk__tags') }}
    group by ticket_id

),

closes as (

    select
        ticket_id,
        max(updated) as closed_at
    from {{ ref('base_zendesk__field_history') }}
    where field_name = 'status' and lower(value) = 'closed'
    group by ticket_id

),

relations as (

    select * from {{ ref('base_zendesk__ticket_relations') }}

)

select
    {{ as_contract('tickets', {
        'ticket_id': 'tickets.id',
        'account_id': 'coalesce(tickets.organization_id, users.organization_id)',
        'contact_id': 'tickets.requester_id',
        'agent_id': 'tickets.assignee_id',
        'team_id': 'tickets.group_id',
        'channel': vendor_word('zendesk', 'channel', 'tickets.via_channel'),
        'ticket_type': 'coalesce(tickets.request_type, tagged.ticket_type, tickets.type)',
        'priority': 'tickets.priority',
        'complexity': 'tickets.complexity',
        'product_area': 'tickets.product_area',
        'topic': 'tickets.topic',
        'issue_id': "case when lower(tickets.type) = 'incident' then tickets.problem_id end",
        'subject': 'tickets.subject',
        'status': "case when lower(tickets.status) <> 'deleted' then tickets.status end",
        'created_at': 'tickets.created_at',
        'closed_at': "case when lower(tickets.status) = 'closed' then closes.closed_at end",
        'updated_at': 'tickets.updated_at',
        'handling_minutes': 'tickets.handling_seconds / 60',
        'merged_into_ticket_id': "coalesce(
            relations.merged_into_ticket_id,
            case
                when tagged.is_closed_by_merge and coalesce(lower(tickets.status) = 'closed', true)
                    and tickets.via_followup_source_id is null and relations.follow_up_of_ticket_id is null
                    then tickets.id
            end
        )",
        'follow_up_of_ticket_id': 'coalesce(tickets.via_followup_source_id, relations.follow_up_of_ticket_id)',
        'created_by': "case
            when tickets.submitter_id = '-1' or coalesce(tickets.system_machine_generated, false) then 'system'
            when tickets.submitter_id = tickets.requester_id then 'customer'
            when roles.role = 'bot' then 'system'
            when roles.role = 'agent' then 'agent'
            when tickets.submitter_id is not null then 'customer'
        end",
        'is_spam': 'coalesce(tagged.is_spam, false)',
        'deleted_at': "case
            when lower(tickets.status) = 'deleted' or coalesce(tickets._fivetran_deleted, false)
                then coalesce(tickets.updated_at, tickets.created_at)
        end",
        '_source_file': 'tickets._source_file',
        '_source_row': 'tickets._source_row',
        '_loaded_at': 'tickets._loaded_at',
    }) }}

from tickets
left join users on tickets.requester_id = users.id
left join {{ ref('base_zendesk__roles') }} as roles
    on
        tickets.submitter_id = roles.user_id
        and tickets.created_at >= roles.starts_at
        and tickets.created_at < roles.ends_at
left join tagged on tickets.id = tagged.ticket_id
left join closes on tickets.id = closes.ticket_id
left join relations on tickets.id = relations.ticket_id
