-- How long was each ticket in each status, and which moves were a solve or a reopening?
with

statuses as (

    select
        ticket_id,
        step,
        status,
        started_at,
        is_from_history,
        lead(started_at) over (partition by ticket_id order by step asc) as ended_at,
        lag(status) over (partition by ticket_id order by step asc) as previous_status
    from {{ ref('int_ticket_status_changes') }}

)

select
    ticket_id,
    step,
    status,
    previous_status,
    started_at,
    ended_at,
    is_from_history,
    status in ('new', 'open', 'pending', 'hold') as is_open,
    status in ('new', 'open', 'hold') as is_waiting_on_us,
    status in ('solved', 'closed') and coalesce(previous_status, 'new') not in ('solved', 'closed') as is_solve,
    status not in ('solved', 'closed') and coalesce(previous_status, 'new') in ('solved', 'closed') as is_reopening

from statuses
