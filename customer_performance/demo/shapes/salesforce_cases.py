"""Cases, their history, mails and comments."""

from customer_performance.demo.shapes.salesforce_ids import record_id
from customer_performance.demo.shapes.salesforce_people import GUEST, PROCESS, SITE

# Salesforce has one end, and a word that it does not know is one of those at work.
STATUSES = {
    "new": "New", "open": "Working", "pending": "Waiting on Customer", "hold": "On Hold", "solved": "Closed",
    "closed": "Closed",
}  # fmt: skip
WORDS = " ".join(f"when '{ours}' then '{theirs}'" for ours, theirs in STATUSES.items())


def word(column: str) -> str:
    return f"case {column} {WORDS} else if({column} is null, null, 'Working') end"


STEPS = {
    "case_ids": f"""
        select
            ticket_id, row_number() over (order by ticket_id) as number,
            {record_id("500", "row_number() over (order by ticket_id)")} as id
        from plain.tickets
    """,
    "actors": f"""
        select
            events.*, cases.id as case_id, tickets.created_at,
            coalesce(users.id, {record_id("005", str(PROCESS))}) as user_id
        from plain.ticket_events as events
        join plain.tickets as tickets using (ticket_id)
        join case_ids as cases using (ticket_id)
        left join user_ids as users
            on users.person = events.actor_id and users.is_portal = (events.actor_type = 'customer')
    """,
    # Team and assignee at each instant at which one of them changed; of several changes at once the last.
    "holders": """
        select
            ticket_id, case_id, occurred_at, created_at, user_id, has_team,
            last_value(team ignore nulls) over by_time as team,
            nullif(last_value(assignee ignore nulls) over by_time, '') as assignee
        from (
            select
                ticket_id, case_id, occurred_at, created_at, max_by(user_id, event_id) as user_id,
                bool_or(field = 'team' and new_value is not null) as has_team,
                max_by(new_value, event_id) filter (where field = 'team') as team,
                max_by(coalesce(new_value, ''), event_id) filter (where field = 'assignee') as assignee
            from actors
            where field in ('team', 'assignee')
            group by ticket_id, case_id, occurred_at, created_at
        )
        window by_time as (partition by ticket_id order by occurred_at)
    """,
    # A case has one owner: a new team has it first, and then whoever works on it.
    "owners": """
        select *, lag(owner) over (partition by case_id order by occurred_at, part) as old_owner
        from (
            select holders.case_id, occurred_at, created_at, user_id, 1 as part, queues.id as owner, teams.name
            from holders
            join queue_ids as queues on queues.team_id = holders.team
            left join plain.teams as teams on teams.team_id = holders.team
            where holders.has_team
            union all
            select
                holders.case_id, occurred_at, created_at, user_id, 2, coalesce(users.id, queues.id),
                coalesce(agents.name, teams.name)
            from holders
            left join user_ids as users on users.person = holders.assignee and not users.is_portal
            left join plain.agents as agents on agents.agent_id = holders.assignee
            left join queue_ids as queues on queues.team_id = holders.team
            left join plain.teams as teams on teams.team_id = holders.team
        )
        where owner is not null
    """,
    # What a field is when the case is opened is no change; a case that nobody has is the automated user's.
    "changes": f"""
        select case_id, 'Owner' as field, occurred_at, user_id, part, old_name, name as new_name,
            coalesce(old_owner, {record_id("005", str(SITE))}) as old_value, owner as new_value
        from (
            select *, lag(name) over (partition by case_id order by occurred_at, part) as old_name from owners
            where old_owner is distinct from owner
        )
        where old_owner is not null or occurred_at <> created_at
        union all
        select case_id, 'Status', occurred_at, user_id, 0, null, null, {word("coalesce(old_value, 'new')")},
            {word("new_value")}
        from actors
        where field = 'status' and (old_value is not null or occurred_at <> created_at)
            and {word("coalesce(old_value, 'new')")} <> {word("new_value")}
        union all
        select case_id, 'Priority', occurred_at, user_id, 0, null, null, old_value, new_value
        from actors
        where field = 'priority' and (old_value is not null or occurred_at <> created_at)
    """,
    "ends": """
        select case_id, max(occurred_at) as closed_at
        from changes
        where field = 'Status' and new_value = 'Closed'
        group by case_id
    """,
    # Who opened a case: a program where the customer wrote, a guest where they did not, or an agent.
    "openers": f"""
        select
            tickets.ticket_id,
            case coalesce(tickets.created_by, 'customer')
                when 'agent' then coalesce(
                    min_by(actors.user_id, actors.occurred_at) filter (where actors.actor_type = 'agent'),
                    max(agents.id), (select min(id) from user_ids where not is_portal)
                )
                when 'system' then {record_id("005", str(PROCESS))}
                else if(tickets.channel in ('email', 'web'), {record_id("005", str(SITE))},
                    {record_id("005", str(GUEST))})
            end as id
        from plain.tickets as tickets
        left join actors using (ticket_id)
        left join user_ids as agents on agents.person = tickets.agent_id and not agents.is_portal
        group by tickets.ticket_id, tickets.created_by, tickets.channel
    """,
}

TABLES = {
    "case": f"""
        select
            cases.id, format('{{:08d}}', 1000 + cases.number) as case_number, accounts.id as account_id,
            contacts.id as contact_id, coalesce(users.id, queues.id) as owner_id, merged.id as master_record_id,
            tickets.subject, {word("tickets.status")} as status, tickets.priority, tickets.ticket_type as type,
            tickets.topic as reason, if(
                tickets.channel in ('email', 'web', 'phone', 'chat'), upper(tickets.channel[1]) || tickets.channel[2:],
                tickets.channel
            ) as origin,
            coalesce({word("tickets.status")} = 'Closed', false) as is_closed,
            if(
                {word("tickets.status")} = 'Closed', coalesce(ends.closed_at, tickets.solved_at, tickets.closed_at),
                null
            ) as closed_date,
            tickets.created_at as created_date, openers.id as created_by_id, hours.id as business_hours_id,
            tickets.product_area as product_area_c, tickets.complexity as complexity_c,
            tickets.handling_minutes as handling_minutes_c, tickets.is_spam as is_spam_c,
            coalesce(tickets.deleted_at, tickets.updated_at) as last_modified_date,
            tickets.deleted_at is not null or merged.id is not null as is_deleted
        from plain.tickets as tickets
        join case_ids as cases using (ticket_id)
        join openers using (ticket_id)
        left join case_hours as hours using (ticket_id)
        left join ends on ends.case_id = cases.id
        left join account_ids as accounts using (account_id)
        left join contact_ids as contacts on contacts.person = tickets.contact_id
        left join user_ids as users on users.person = tickets.agent_id and not users.is_portal
        left join queue_ids as queues using (team_id)
        left join case_ids as merged on merged.ticket_id = tickets.merged_into_ticket_id
        order by cases.id
    """,
    # Each change of owner is two rows: one with names, one with ids.
    "case_history": f"""
        select
            {record_id("017", "row_number() over (order by occurred_at, case_id, field, part, kind)")} as id, case_id,
            field, kind as data_type, if(kind = 'Text' and field = 'Owner', old_name, old_value) as old_value,
            if(kind = 'Text' and field = 'Owner', new_name, new_value) as new_value, user_id as created_by_id,
            occurred_at as created_date, false as is_deleted
        from changes
        join (values ('Text'), ('EntityId')) as kinds(kind) on kind = 'Text' or field = 'Owner'
        union all
        select
            {record_id("017", "10000000 + cases.number")}, cases.id, 'created', 'Text', null, null, openers.id,
            tickets.created_at, false
        from plain.tickets as tickets
        join case_ids as cases using (ticket_id)
        join openers using (ticket_id)
        order by id
    """,
    "case_status": f"""
        select
            {record_id("01J", "number")} as id, word as master_label, word as api_name, word = 'New' as is_default,
            word = 'Closed' as is_closed
        from (
            select unnest({list(dict.fromkeys(STATUSES.values()))}) as word,
                unnest(range(1, {len(set(STATUSES.values()))} + 1)) as number
        )
        order by number
    """,
    # Mails are what came by mail and all may read; the last one of some cases is a draft that nobody has sent.
    "email_message": f"""
        select
            {record_id("02s", "row_number() over (order by sides.sent_at, sides.message_id)")} as id,
            cases.id as parent_id, sides.side = 'customer' as incoming, if(sides.side = 'customer', '1', '3') as status,
            contacts.email as from_address, sides.body as text_body, sides.sent_at as message_date,
            coalesce(users.id, if(sides.side = 'agent', null, {record_id("005", str(SITE))})) as created_by_id,
            false as is_deleted
        from sides
        join case_ids as cases using (ticket_id)
        left join plain.contacts as contacts on contacts.contact_id = sides.author_id and sides.side = 'customer'
        left join user_ids as users on users.person = sides.author_id and sides.side <> 'customer'
            and not users.is_portal
        where sides.channel = 'email' and sides.is_read_by_all
        union all
        select
            {record_id("02s", "10000000 + cases.number")}, cases.id, false, '5', null, 'Draft', tickets.created_at,
            {record_id("005", str(SITE))}, false
        from plain.tickets as tickets
        join case_ids as cases using (ticket_id)
        where cases.number % 20 = 0
        order by id
    """,
    "case_comment": f"""
        select
            {record_id("00a", "row_number() over (order by sides.sent_at, sides.message_id)")} as id,
            cases.id as parent_id, sides.is_read_by_all as is_published, sides.body as comment_body,
            coalesce(
                users.id,
                case sides.side
                    when 'customer' then {record_id("005", str(GUEST))} when 'bot' then {record_id("005", str(PROCESS))}
                end
            ) as created_by_id,
            sides.sent_at as created_date, false as is_deleted
        from sides
        join case_ids as cases using (ticket_id)
        left join user_ids as users
            on users.person = sides.author_id and users.is_portal = (sides.side = 'customer')
        where sides.channel is distinct from 'email' or not sides.is_read_by_all
        order by id
    """,
}
