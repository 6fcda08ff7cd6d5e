"""Business hours, holidays, and the milestones of cases."""

from customer_performance.demo.shapes import zendesk_targets
from customer_performance.demo.shapes.salesforce_ids import record_id
from customer_performance.demo.shapes.salesforce_people import FIRST_DAY

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MILESTONES = {"first_response": "First Response", "resolution": "Resolution Time"}
NAMES = " ".join(f"when '{ours}' then '{theirs}'" for ours, theirs in MILESTONES.items())


def time_of(column: str, weekday: int, first: str) -> str:
    """The earliest (`min`) opening or the latest (`max`) close of a day: it has one window. 24:00 is written 00:00."""
    minute = f"{first}(hour({column}) * 60 + minute({column})) filter (where weekday = {weekday}) % 1440"
    return f"format('{{:02d}}:{{:02d}}:00.000Z', {minute} // 60, {minute} % 60)"


WEEK = ", ".join(
    f"{time_of('opens_at', number, 'min')} as {day}_start_time, {time_of('closes_at', number, 'max')} as {day}_end_time"
    for number, day in enumerate(DAYS, start=1)
)

STEPS = {
    "hours_ids": f"""
        select
            schedule_id, bool_or(is_default) as is_default,
            {record_id("01m", "row_number() over (order by schedule_id)")} as id
        from plain.schedules
        group by schedule_id
    """,
    # Those of the team that has each ticket now, else the default ones.
    "case_hours": """
        select tickets.ticket_id, coalesce(hours.id, defaults.id) as id
        from plain.tickets as tickets
        left join plain.teams as teams using (team_id)
        left join hours_ids as hours on hours.schedule_id = teams.schedule_id
        left join hours_ids as defaults on defaults.is_default
    """,
    "held_to": zendesk_targets.STEPS["held_to"],
}

TABLES = {
    "business_hours": f"""
        select
            ids.id, schedules.schedule_id as name, ids.is_default, true as is_active,
            schedules.timezone as time_zone_sid_key, {WEEK}, {FIRST_DAY} as last_modified_date
        from plain.schedules as schedules
        join hours_ids as ids using (schedule_id)
        group by ids.id, schedules.schedule_id, ids.is_default, schedules.timezone
        order by ids.id
    """,
    # A holiday does not say whose it is, so it is everybody's.
    "holiday": f"""
        select
            {record_id("0C0", "row_number() over (order by date)")} as id, min(name) as name, date as activity_date,
            true as is_all_day, false as is_recurrence, {FIRST_DAY} as last_modified_date
        from plain.holidays
        group by date
        order by id
    """,
    "milestone_type": f"""
        select
            {record_id("557", "row_number() over (order by metric)")} as id,
            case metric {NAMES} end as name, {FIRST_DAY} as last_modified_date
        from (select distinct metric from held_to)
        order by id
    """,
    "case_milestone": f"""
        select
            {record_id("555", "row_number() over (order by cases.id, held_to.metric)")} as id, cases.id as case_id,
            {record_id("557", "dense_rank() over (order by held_to.metric)")} as milestone_type_id,
            if(held_to.in_business_hours, hours.id, null) as business_hours_id, tickets.created_at as start_date,
            cast(held_to.target_minutes as bigint) as target_response_in_mins, tickets.updated_at as last_modified_date,
            false as is_deleted
        from held_to
        join plain.tickets as tickets using (ticket_id)
        join case_ids as cases using (ticket_id)
        left join case_hours as hours using (ticket_id)
        order by id
    """,
}
