"""Who is in Salesforce: accounts, contacts, users and queues."""

from customer_performance.demo.shapes.salesforce_ids import record_id

FIRST_DAY = "(select min(created_at) from plain.accounts)"
# Users who are no persons: the automated case user, Salesforce's own process, and whoever has not logged in.
SITE, PROCESS, GUEST = 1, 2, 3
SITE_USER = "0055g0000000001AAA"

STEPS = {
    "synced": "select max(occurred_at) + interval 1 hour as synced_at from plain.ticket_events",
    "account_ids": f"""
        select account_id, {record_id("001", "row_number() over (order by account_id)")} as id
        from (
            select account_id from plain.accounts
            union select account_id from plain.contacts
            union select account_id from plain.tickets
            union select account_id from plain.subscriptions
            union select account_id from plain.orders
            union select account_id from plain.quotes
        )
        where account_id is not null
    """,
    # Who wrote each message: the ticket's contact is its customer, and whoever else is an agent is one.
    "sides": """
        select
            messages.*,
            case
                when messages.author_id = tickets.contact_id then 'customer'
                when agents.is_bot then 'bot'
                when agents.agent_id is not null then 'agent'
                else messages.author_type
            end as side,
            coalesce(messages.is_public, true) as is_read_by_all
        from plain.ticket_messages as messages
        join plain.tickets as tickets using (ticket_id)
        left join plain.agents as agents on agents.agent_id = messages.author_id
    """,
    "contact_ids": f"""
        select person, {record_id("003", "row_number() over (order by person)")} as id
        from (
            select contact_id as person from plain.contacts
            union select contact_id from plain.tickets
            union select contact_id from plain.orders
            union select author_id from sides where side = 'customer'
            union select actor_id from plain.ticket_events where actor_type = 'customer'
        )
        where person is not null
    """,
    # Users have a number each; those of the portal are contacts who did something there.
    "user_ids": f"""
        select person, is_portal, {record_id("005", f"{GUEST} + row_number() over (order by is_portal, person)")} as id
        from (
            select agent_id as person, false as is_portal from plain.agents
            union select agent_id, false from plain.tickets
            union select unnest([old_value, new_value]), false from plain.ticket_events where field = 'assignee'
            union select actor_id, false from plain.ticket_events where actor_type in ('agent', 'bot')
            union select author_id, false from sides where side <> 'customer'
            union select owner_id, false from plain.quotes
            union select actor_id, true from plain.ticket_events where actor_type = 'customer'
            union select author_id, true from sides where side = 'customer'
        )
        where person is not null
    """,
    "queue_ids": f"""
        select team_id, {record_id("00G", "row_number() over (order by team_id)")} as id
        from (
            select team_id from plain.teams
            union select team_id from plain.tickets
            union select unnest([old_value, new_value]) from plain.ticket_events where field = 'team'
        )
        where team_id is not null
    """,
}

TABLES = {
    "account": """
        select
            ids.id, accounts.name, accounts.account_id as account_number, accounts.industry,
            accounts.country as billing_country, accounts.is_person as is_person_account,
            accounts.segment as segment_c, accounts.region as region_c, accounts.plan as plan_c,
            accounts.customer_type as customer_type_c, accounts.is_test as is_test_c,
            cast(null as varchar) as master_record_id, accounts.created_at as created_date,
            accounts.updated_at as last_modified_date, accounts.deleted_at is not null as is_deleted
        from plain.accounts as accounts
        join account_ids as ids using (account_id)
        order by ids.id
    """,
    "contact": """
        select
            ids.id, accounts.id as account_id, cast(null as varchar) as master_record_id, contacts.full_name as name,
            contacts.email, contacts.created_at as created_date,
            coalesce(contacts.deleted_at, contacts.updated_at) as last_modified_date,
            contacts.deleted_at is not null as is_deleted
        from plain.contacts as contacts
        join contact_ids as ids on ids.person = contacts.contact_id
        left join account_ids as accounts using (account_id)
        order by ids.id
    """,
    "user": f"""
        select
            ids.id, agents.name, cast(null as varchar) as email,
            if(agents.is_bot, 'AutomatedProcess', 'Standard') as user_type, cast(null as varchar) as contact_id,
            agents.timezone as time_zone_sid_key, agents.is_active, {FIRST_DAY} as last_modified_date
        from plain.agents as agents
        join user_ids as ids on ids.person = agents.agent_id and not ids.is_portal
        union all
        select
            ids.id, contacts.full_name, contacts.email, 'CspLitePortal', contact_ids.id, contacts.timezone, true,
            {FIRST_DAY}
        from user_ids as ids
        join contact_ids using (person)
        left join plain.contacts as contacts on contacts.contact_id = ids.person
        where ids.is_portal
        union all
        select
            {record_id("005", "others.number")}, others.name, null, others.user_type, null, null, true, {FIRST_DAY}
        from (values
            ({SITE}, 'Automated case user', 'Standard'), ({PROCESS}, 'Automated Process', 'AutomatedProcess'),
            ({GUEST}, 'Site guest user', 'Guest')
        ) as others(number, name, user_type)
        order by id
    """,
    "group": f"""
        select ids.id, teams.name, 'Queue' as type, {FIRST_DAY} as last_modified_date
        from plain.teams as teams
        join queue_ids as ids using (team_id)
        order by ids.id
    """,
    # Each agent takes cases from the queue of the own team.
    "group_member": f"""
        select
            {record_id("011", "row_number() over (order by users.id)")} as id, queues.id as group_id,
            users.id as user_or_group_id
        from plain.agents as agents
        join user_ids as users on users.person = agents.agent_id and not users.is_portal
        join queue_ids as queues using (team_id)
        order by id
    """,
}
