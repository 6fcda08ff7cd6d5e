"""Tickets, their history, comments and tags, and how customers rated them."""

from customer_performance.demo.shapes.zendesk_users import SYNCED

# The only words that Zendesk has; a status of another name is an open one, and other types are in a field of their own.
STATUSES = "('new', 'open', 'pending', 'hold', 'solved', 'closed')"
TYPES = "('question', 'incident', 'problem', 'task')"
# The plain contract's rule for a satisfied customer: the two highest scores, or the highest of three or fewer.
DEFAULT_CSAT = {"scale_min": 1, "scale_max": 5}
ORIENTED = "case when higher_is in ('worse', 'harder') then low + high - score else score end"

STEPS = {
    "ticket_numbers": "select ticket_id, row_number() over (order by ticket_id) as number from plain.tickets",
    "actors": """
        select
            events.*, tickets.number,
            if(events.actor_type in ('customer', 'agent', 'bot'), coalesce(users.id, -1), -1) as user_id
        from plain.ticket_events as events
        join ticket_numbers as tickets using (ticket_id)
        left join user_numbers as users on users.person = events.actor_id
    """,
    # Who opened a ticket: its requester, the agent who did something first, or nobody.
    "submitters": """
        select
            tickets.ticket_id,
            case coalesce(tickets.created_by, 'customer')
                when 'customer' then max(requesters.id)
                when 'agent' then coalesce(
                    min_by(actors.user_id, actors.occurred_at) filter (where actors.actor_type = 'agent'),
                    max(agents.id)
                )
                else -1
            end as submitter_id
        from plain.tickets as tickets
        left join actors using (ticket_id)
        left join user_numbers as requesters on requesters.person = tickets.contact_id
        left join user_numbers as agents on agents.person = tickets.agent_id
        group by tickets.ticket_id, tickets.created_by
    """,
    "rated": f"""
        select ticket_id, sent_at, responded_at, comment,
            case
                when responded_at is null then 'offered'
                when {ORIENTED} >= high - if(high - low > 2, 1, 0) then 'good'
                else 'bad'
            end as score
        from (
            select
                *, coalesce(scale_min, {DEFAULT_CSAT["scale_min"]}) as low,
                coalesce(scale_max, {DEFAULT_CSAT["scale_max"]}) as high
            from plain.survey_responses
            where kind = 'csat' and ticket_id is not null and sent_at is not null
        )
        where responded_at is null or score between low and high
    """,
    "tags": """
        select ticket_id, 'spam' as tag from plain.tickets where is_spam
        union all select ticket_id, 'closed_by_merge' from plain.tickets where merged_into_ticket_id is not null
    """,
    "relations": """
        select tickets.ticket_id, others.merged, others.followed
        from plain.tickets as tickets
        join (
            select
                ticket_id, list(number order by number) filter (where is_merged) as merged,
                list(number order by number) filter (where not is_merged) as followed
            from (
                select merged_into_ticket_id as ticket_id, number, true as is_merged
                from plain.tickets join ticket_numbers using (ticket_id)
                union all
                select follow_up_of_ticket_id, number, false from plain.tickets join ticket_numbers using (ticket_id)
            )
            group by ticket_id
        ) as others using (ticket_id)
    """,
    # What a field held from when on; the fields that never change were set when the ticket came in.
    "field_values": f"""
        select
            number,
            case field when 'assignee' then 'assignee_id' when 'team' then 'group_id' else field end as field_name,
            occurred_at as updated, user_id,
            case field
                when 'status' then if(new_value in {STATUSES}, new_value, 'open')
                when 'assignee' then cast(users.id as varchar)
                when 'team' then cast(groups.id as varchar)
                else new_value
            end as value
        from actors
        left join user_numbers as users on users.person = actors.new_value and actors.field = 'assignee'
        left join group_numbers as groups on groups.team_id = actors.new_value and actors.field = 'team'
        where field in ('status', 'assignee', 'team', 'priority')
        union all
        select
            number, unnest(['requester_id', 'organization_id', 'brand_id', 'type', 'priority']), created_at,
            submitter_id,
            unnest([
                cast(users.id as varchar), cast(organizations.id as varchar), '1',
                if(ticket_type in {TYPES}, ticket_type, null),
                if(
                    tickets.ticket_id in (select ticket_id from plain.ticket_events where field = 'priority'),
                    null, tickets.priority
                )
            ])
        from plain.tickets as tickets
        join ticket_numbers using (ticket_id)
        join submitters using (ticket_id)
        left join user_numbers as users on users.person = tickets.contact_id
        left join organization_numbers as organizations using (account_id)
        union all
        select number, 'satisfaction_score', sent_at, -1, 'offered' from rated join ticket_numbers using (ticket_id)
        union all
        select number, 'satisfaction_score', responded_at, users.id, rated.score
        from rated
        join plain.tickets as tickets using (ticket_id)
        join ticket_numbers using (ticket_id)
        left join user_numbers as users on users.person = tickets.contact_id
        where rated.score <> 'offered'
    """,
}

TABLES = {
    "ticket": f"""
        select
            numbers.number as id, users.id as requester_id, submitters.submitter_id, assignees.id as assignee_id,
            groups.id as group_id, organizations.id as organization_id, 1 as brand_id,
            cast(null as bigint) as problem_id,
            tickets.subject, opening.body as description,
            case
                when tickets.deleted_at is not null then 'deleted'
                when tickets.status in {STATUSES} then tickets.status
                else 'open'
            end as status,
            tickets.priority, if(tickets.ticket_type in {TYPES}, tickets.ticket_type, null) as type,
            if(tickets.channel = 'phone', 'voice', tickets.channel) as via_channel, tickets.created_at,
            coalesce(tickets.deleted_at, tickets.updated_at) as updated_at, cast(null as timestamp) as due_at,
            true as is_public, coalesce('[' || list_aggregate(relations.merged, 'string_agg', ', ') || ']', '[]')
                as merged_ticket_ids,
            coalesce('[' || list_aggregate(relations.followed, 'string_agg', ', ') || ']', '[]') as followup_ids,
            followed.number as via_followup_source_id, submitters.submitter_id = -1 as system_machine_generated,
            if(tickets.ticket_type in {TYPES}, null, tickets.ticket_type) as custom_request_type,
            tickets.product_area as custom_product_area, tickets.topic as custom_topic,
            tickets.complexity as custom_complexity,
            cast(round(tickets.handling_minutes * 60) as bigint) as custom_total_time_spent_sec,
            {SYNCED} as _fivetran_synced
        from plain.tickets as tickets
        join ticket_numbers as numbers using (ticket_id)
        join submitters using (ticket_id)
        left join relations using (ticket_id)
        left join user_numbers as users on users.person = tickets.contact_id
        left join user_numbers as assignees on assignees.person = tickets.agent_id
        left join group_numbers as groups using (team_id)
        left join organization_numbers as organizations using (account_id)
        left join ticket_numbers as followed on followed.ticket_id = tickets.follow_up_of_ticket_id
        left join (
            select ticket_id, min_by(body, (sent_at, message_id)) as body from plain.ticket_messages group by ticket_id
        ) as opening using (ticket_id)
        order by numbers.number
    """,
    "ticket_field_history": f"""
        select number as ticket_id, field_name, updated, value, user_id, {SYNCED} as _fivetran_synced
        from (from field_values union all from target_values)
        where value is not null or field_name in ('assignee_id', 'group_id')
        order by ticket_id, updated, field_name
    """,
    "ticket_comment": f"""
        select
            row_number() over (order by messages.sent_at, messages.message_id) as id, tickets.number as ticket_id,
            coalesce(users.id, -1) as user_id, messages.sent_at as created,
            coalesce(messages.is_public, true) as public, messages.body,
            messages.channel = 'phone' as voice_comment, cast(null as bigint) as call_id,
            cast(null as bigint) as call_duration, {SYNCED} as _fivetran_synced
        from plain.ticket_messages as messages
        join ticket_numbers as tickets using (ticket_id)
        left join user_numbers as users on users.person = messages.author_id
        order by 1
    """,
    "ticket_tag": f"""
        select number as ticket_id, tag, {SYNCED} as _fivetran_synced
        from tags join ticket_numbers using (ticket_id)
        order by ticket_id, tag
    """,
    "satisfaction_rating": f"""
        select
            row_number() over (order by rated.sent_at, numbers.number) as id, numbers.number as ticket_id,
            users.id as requester_id, assignees.id as assignee_id, groups.id as group_id, rated.score,
            cast(null as varchar) as reason, rated.comment, rated.sent_at as created_at,
            coalesce(rated.responded_at, rated.sent_at) as updated_at, {SYNCED} as _fivetran_synced
        from rated
        join plain.tickets as tickets using (ticket_id)
        join ticket_numbers as numbers using (ticket_id)
        left join user_numbers as users on users.person = tickets.contact_id
        left join user_numbers as assignees on assignees.person = tickets.agent_id
        left join group_numbers as groups using (team_id)
        order by 1
    """,
}
