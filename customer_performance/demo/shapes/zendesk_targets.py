"""Business hours, and what each ticket is held to."""

from customer_performance.demo.shapes.zendesk_users import SYNCED, rails_zone

# Beyond the six statuses Zendesk counts three times to the solve, which differ in what stops them.
RESOLUTION = "if(pause_on_pending, 'requester_wait_time', 'total_resolution_time')"

STEPS = {
    # The default is the schedule that was made first.
    "schedule_numbers": """
        select schedule_id, row_number() over (order by not bool_or(is_default), schedule_id) as id
        from plain.schedules
        group by schedule_id
    """,
    # Minutes from Sunday 00:00, local time; windows that meet, as at midnight, are one.
    "intervals": """
        select schedule_id, timezone, min(opens) as start_time, max(closes) as end_time
        from (
            select *, sum(is_first) over (partition by schedule_id order by opens) as number
            from (
                select
                    *, if(opens = lag(closes) over (partition by schedule_id order by opens), 0, 1) as is_first
                from (
                    select
                        schedule_id, timezone,
                        weekday % 7 * 1440 + hour(opens_at) * 60 + minute(opens_at) as opens,
                        weekday % 7 * 1440 + hour(closes_at) * 60 + minute(closes_at) as closes
                    from plain.schedules
                )
            )
        )
        group by schedule_id, timezone, number
    """,
    # The schedule of the team that has each ticket now; the default one is set for no ticket.
    "ticket_hours": """
        select tickets.ticket_id, numbers.id as schedule_id
        from plain.tickets as tickets
        join plain.teams as teams using (team_id)
        join schedule_numbers as numbers on numbers.schedule_id = teams.schedule_id
        where numbers.id > 1
    """,
    # The first policy by position that fits each ticket, of each metric.
    "held_to": f"""
        select
            tickets.ticket_id, policies.policy_id, policies.metric, policies.target_minutes,
            coalesce(policies.in_business_hours, false) as in_business_hours,
            if(policies.metric = 'first_response', 'first_reply_time', {RESOLUTION}) as zendesk_metric
        from plain.tickets as tickets
        left join plain.accounts as accounts using (account_id)
        join plain.sla_policies as policies
            on coalesce(policies.plan = accounts.plan, policies.plan is null)
            and coalesce(policies.priority = tickets.priority, policies.priority is null)
            and coalesce(policies.valid_from <= tickets.created_at, true)
            and coalesce(policies.valid_to > tickets.created_at, true)
        qualify row_number() over (partition by tickets.ticket_id, policies.metric order by policies.position) = 1
    """,
    # In Zendesk one policy has the targets of all metrics, so each set of ours that tickets share is one of theirs.
    "policy_sets": """
        select
            *, dense_rank() over (order by policies) as sla_policy_id
        from (
            select ticket_id, list(policy_id order by metric) as policies from held_to group by ticket_id
        )
    """,
    "target_values": """
        select
            numbers.number, held_to.zendesk_metric as field_name, tickets.created_at as updated, -1 as user_id,
            format(
                '{{"minutes": {}, "in_business_hours": {}}}',
                held_to.target_minutes, cast(held_to.in_business_hours as varchar)
            ) as value
        from held_to
        join plain.tickets as tickets using (ticket_id)
        join ticket_numbers as numbers using (ticket_id)
    """,
}

TABLES = {
    "schedule": f"""
        select
            numbers.id, intervals.schedule_id as name, {rails_zone("intervals.timezone")} as time_zone,
            intervals.start_time, intervals.end_time,
            (select min(created_at) from plain.accounts) + interval 1 hour * (numbers.id - 1) as created_at,
            false as _fivetran_deleted, {SYNCED} as _fivetran_synced
        from intervals
        join schedule_numbers as numbers using (schedule_id)
        order by numbers.id, intervals.start_time
    """,
    # Days on end that have one name are one holiday, its last day within it.
    "schedule_holiday": f"""
        select
            row_number() over (order by numbers.id, min(days.date)) as id, numbers.id as schedule_id,
            strftime(min(days.date), '%Y-%m-%d') as start_date, strftime(max(days.date), '%Y-%m-%d') as end_date,
            days.name, false as _fivetran_deleted, {SYNCED} as _fivetran_synced
        from (
            select
                *, date - cast(row_number() over (partition by schedule_id, name order by date) as integer) as run
            from plain.holidays
        ) as days
        join schedule_numbers as numbers using (schedule_id)
        group by numbers.id, days.name, days.run
        order by 1
    """,
    "ticket_schedule": f"""
        select
            numbers.number as ticket_id, ticket_hours.schedule_id, tickets.created_at, {SYNCED} as _fivetran_synced
        from ticket_hours
        join plain.tickets as tickets using (ticket_id)
        join ticket_numbers as numbers using (ticket_id)
        order by numbers.number
    """,
    "sla_policy_history": f"""
        select
            sla_policy_id as id, any_value(array_to_string(policies, ', ')) as title, sla_policy_id as position,
            (select min(created_at) from plain.accounts) as updated_at, {SYNCED} as _fivetran_synced
        from policy_sets
        group by sla_policy_id
        order by id
    """,
    "sla_policy_metric_history": f"""
        select distinct
            policy_sets.sla_policy_id, held_to.zendesk_metric as metric, tickets.priority,
            held_to.target_minutes as target, held_to.in_business_hours as business_hours,
            (select min(created_at) from plain.accounts) as sla_policy_updated_at, {SYNCED} as _fivetran_synced
        from held_to
        join policy_sets using (ticket_id)
        join plain.tickets as tickets using (ticket_id)
        order by all
    """,
    "ticket_sla_policy": f"""
        select
            numbers.number as ticket_id, policy_sets.sla_policy_id, tickets.created_at as policy_applied_at,
            {SYNCED} as _fivetran_synced
        from policy_sets
        join plain.tickets as tickets using (ticket_id)
        join ticket_numbers as numbers using (ticket_id)
        order by numbers.number
    """,
}
