-- How long was each ticket in each status, and which moves were a solve or a reopening?
select
    ticket_id,
    step,
    status,
    previous_status,
    started_at,
    ended_at,
    is_from_history,
    is_open,
    is_waiting_on_us,
    is_solve,
    is_reopening

from {{ ref('int_ticket_status_spans') }}
