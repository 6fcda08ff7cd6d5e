-- When was each ticket solved, how often reopened, and is the window that follows its first solve closed?
with

solves as (

    select
        spans.ticket_id,
        bool_and(spans.is_from_history) as is_from_history,
        min(spans.started_at) filter (where spans.is_solve) as first_solved_at,
        max(spans.started_at) filter (where spans.is_solve) as last_solved_at,
        count(*) filter (where spans.is_reopening) as reopen_count,
        sum({{ seconds_between('spans.started_at', 'spans.ended_at') }}) filter (where spans.is_waiting_on_us)
            as waiting_on_us_seconds
    from {{ ref('int_ticket_status_spans') }} as spans
    group by spans.ticket_id

),

windows as (

    select
        solves.*,
        solves.first_solved_at + interval '{{ var("repeat_window_days") }}' day as window_ends_at,
        solves.first_solved_at + interval '{{ var("repeat_window_days") }}' day <= as_of.as_of as is_window_closed
    from solves
    cross join {{ ref('int_as_of') }} as as_of

),

reopenings as (

    select
        windows.ticket_id,
        count(*) as reopens_in_window
    from windows
    inner join {{ ref('int_ticket_status_spans') }} as spans
        on windows.ticket_id = spans.ticket_id and windows.window_ends_at >= spans.started_at and spans.is_reopening
    group by windows.ticket_id

)

select
    windows.*,
    coalesce(reopenings.reopens_in_window, 0) as reopens_in_window

from windows
left join reopenings on windows.ticket_id = reopenings.ticket_id
