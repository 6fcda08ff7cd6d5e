"""Who is in Zendesk: users, organizations and groups, and whose role was changed."""

SYNCED = "(select synced_at from synced)"
# Zendesk names time zones as Ruby on Rails does.
RAILS_ZONES = {
    "Europe/Berlin": "Berlin",
    "Europe/London": "London",
    "America/New_York": "Eastern Time (US & Canada)",
    "Australia/Sydney": "Sydney",
    "Asia/Shanghai": "Beijing",
}
RAILS = " ".join(f"when '{zone}' then '{name}'" for zone, name in RAILS_ZONES.items())


def rails_zone(column: str) -> str:
    """The name that Ruby on Rails has for an IANA time zone; one that it lacks keeps its own, as Rails allows."""
    return f"case {column} {RAILS} else {column} end"


STEPS = {
    "synced": "select max(occurred_at) + interval 1 hour as synced_at from plain.ticket_events",
    "organization_numbers": """
        select account_id, row_number() over (order by account_id) as id
        from (
            select account_id from plain.accounts
            union select account_id from plain.contacts
            union select account_id from plain.tickets
        )
        where account_id is not null
    """,
    # Bots are the first, so that their numbers are known beforehand; then agents, also those who are no users any more.
    "user_numbers": """
        select person, row_number() over (order by min(kind), person) as id
        from (
            select agent_id as person, if(is_bot, 0, 1) as kind from plain.agents
            union all select agent_id, 1 from plain.tickets
            union all select agent_id, 1 from plain.calls
            union all select unnest([old_value, new_value]), 1 from plain.ticket_events where field = 'assignee'
            union all select actor_id, if(actor_type = 'customer', 2, 1) from plain.ticket_events
            union all select author_id, if(author_type = 'customer', 2, 1) from plain.ticket_messages
            union all select contact_id, 2 from plain.contacts
            union all select contact_id, 2 from plain.tickets
        )
        where person is not null
        group by person
    """,
    "group_numbers": """
        select team_id, row_number() over (order by team_id) as id
        from (
            select team_id from plain.teams
            union select team_id from plain.tickets
            union select unnest([old_value, new_value]) from plain.ticket_events where field = 'team'
        )
        where team_id is not null
    """,
    # An agent who left kept the account, and lost the role an hour after what was the last deed.
    "leavers": """
        select agents.agent_id, max(deeds.done_at) + interval 1 hour as left_at
        from plain.agents as agents
        left join (
            select actor_id as person, occurred_at as done_at from plain.ticket_events
            union all select author_id, sent_at from plain.ticket_messages
            union all select new_value, occurred_at from plain.ticket_events where field = 'assignee'
        ) as deeds on deeds.person = agents.agent_id
        where not agents.is_active
        group by agents.agent_id
    """,
}

TABLES = {
    "organization": f"""
        select
            numbers.id, accounts.name, accounts.account_id as external_id, accounts.created_at, accounts.updated_at,
            accounts.segment as custom_segment, accounts.industry as custom_industry, accounts.region as custom_region,
            accounts.country as custom_country, accounts.plan as custom_plan,
            accounts.customer_type as custom_customer_type, accounts.is_person as custom_is_person,
            accounts.is_test as custom_is_test, {SYNCED} as _fivetran_synced
        from plain.accounts as accounts
        join organization_numbers as numbers using (account_id)
        order by numbers.id
    """,
    "group": f"""
        select
            numbers.id, teams.name, (select min(created_at) from plain.accounts) as created_at,
            (select min(created_at) from plain.accounts) as updated_at, false as _fivetran_deleted,
            {SYNCED} as _fivetran_synced
        from plain.teams as teams
        join group_numbers as numbers using (team_id)
        order by numbers.id
    """,
    "brand": f"""
        select
            1 as id, 'Support' as name, true as active, (select min(created_at) from plain.accounts) as created_at,
            {SYNCED} as _fivetran_synced
    """,
    "user": f"""
        select
            numbers.id, people.role, groups.id as default_group_id, organizations.id as organization_id, people.email,
            people.name, people.locale, {rails_zone("people.timezone")} as time_zone,
            people.timezone as iana_time_zone, people.active, false as suspended, people.created_at, people.updated_at,
            {SYNCED} as _fivetran_synced
        from (
            select
                agents.agent_id as person, if(leavers.agent_id is null, 'agent', 'end-user') as role, agents.team_id,
                null as account_id, null as email, agents.name, null as locale, agents.timezone, true as active,
                (select min(created_at) from plain.accounts) as created_at,
                coalesce(leavers.left_at, (select min(created_at) from plain.accounts)) as updated_at
            from plain.agents as agents
            left join leavers using (agent_id)
            union all
            select
                contact_id, 'end-user', null, account_id, email, full_name, locale, timezone, deleted_at is null,
                created_at, coalesce(deleted_at, updated_at)
            from plain.contacts
            where contact_id not in (select agent_id from plain.agents)
        ) as people
        join user_numbers as numbers using (person)
        left join group_numbers as groups using (team_id)
        left join organization_numbers as organizations using (account_id)
        order by numbers.id
    """,
    "audit_log": f"""
        select
            row_number() over (order by leavers.left_at, numbers.id) as id, 'update' as action, -1 as actor_id,
            'Support role changed from Agent to not set' as change_description, leavers.left_at as created_at,
            numbers.id as source_id, 'Team member: ' || agents.name as source_label, 'user' as source_type,
            {SYNCED} as _fivetran_synced
        from leavers
        join plain.agents as agents using (agent_id)
        join user_numbers as numbers on numbers.person = leavers.agent_id
        where leavers.left_at is not null
        order by 1
    """,
}
