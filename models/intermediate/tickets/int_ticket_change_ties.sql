-- In which order did the changes of one field at one instant happen? They follow from the old value to the new one;
-- where that leaves a choice, they end in what the ticket has now. Up to five are tried; of more, the order is unclear.
-- A source that numbers its changes need not be asked.
with recursive

changes as (

    select
        events.event_id,
        events.ticket_id,
        events.field,
        events.occurred_at,
        coalesce(events.old_status, lower(events.old_value)) as old_value,
        coalesce(events.new_status, lower(events.new_value), '') as new_value,
        case events.field
            when 'status' then tickets.status
            when 'assignee' then lower(tickets.landed_agent_id)
            when 'team' then lower(tickets.team_id)
            when 'channel' then lower(tickets.channel)
        end as present_value
    from {{ ref('int_ticket_events') }} as events
    left join {{ ref('int_ticket_records') }} as tickets on events.ticket_id = tickets.ticket_id
    where events.field in ('status', 'assignee', 'team', 'channel') and events.change_number is null

),

instants as (

    select
        ticket_id,
        field,
        occurred_at,
        count(*) as changes_at_once,
        max(present_value) as present_value,
        case when changes_at_once = 1 then max(old_value) end as sole_old_value,
        case when changes_at_once = 1 then max(new_value) end as sole_new_value
    from changes
    group by ticket_id, field, occurred_at

),

neighbours as (

    select
        *,
        lag(sole_new_value) over (partition by ticket_id, field order by occurred_at asc) as value_before,
        -- the last instant ends in what the ticket has now
        case
            when lead(occurred_at) over (partition by ticket_id, field order by occurred_at asc) is null
                then present_value
            else lead(sole_old_value) over (partition by ticket_id, field order by occurred_at asc)
        end as value_after
    from instants

),

tied as (

    select
        changes.*,
        neighbours.changes_at_once,
        neighbours.value_before,
        neighbours.value_after,
        -- by what they say, as an id says nothing of when
        row_number() over (
            partition by changes.ticket_id, changes.field, changes.occurred_at
            order by changes.old_value asc nulls first, changes.new_value asc, changes.event_id asc
        ) as number
    from changes
    inner join neighbours
        on
            changes.ticket_id = neighbours.ticket_id
            and changes.field = neighbours.field
            and changes.occurred_at = neighbours.occurred_at
    where neighbours.changes_at_once > 1

),

{{ orders_of_tied_changes() }}

select
    tied.event_id,
    tied.ticket_id,
    tied.field,
    tied.occurred_at,
    cast(coalesce(instr(chosen.path, '|' || cast(tied.number as string) || '|'), tied.number) as bigint)
        as position_at_once,
    coalesce(chosen.is_unclear, true) as is_order_unclear

from tied
left join chosen
    on tied.ticket_id = chosen.ticket_id and tied.field = chosen.field and tied.occurred_at = chosen.occurred_at
