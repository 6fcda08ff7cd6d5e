-- Every call that left its queue ended there in one way, and every answered call is on its agent's day.
with

all_calls as (

    select
        *,
        is_offered and direction = 'inbound' as is_queued
    from {{ ref('fct_calls') }}

),

calls as (

    select
        count(*) filter (where is_queued) as offered,
        count(*) filter (where is_queued and is_answered) as answered,
        count(*) filter (where is_queued and outcome = 'abandoned') as abandoned,
        count(*) filter (where is_queued and outcome in ('voicemail', 'callback')) as otherwise,
        -- what a bot took
        count(*) filter (where is_queued and outcome = 'answered' and not is_answered) as by_bots,
        -- a word that nobody knows
        count(*) filter (where is_queued and outcome is null) as unreadable,
        count(*) filter (where is_answered and answered_at is not null and agent_id is not null) as of_agents
    from all_calls

),

agent_days as (

    select
        coalesce(sum(calls_handled), 0) as calls_handled,
        -- a day in which the clock goes back has 25 hours
        coalesce(max(shift_seconds), 0) as longest_shift_seconds
    from {{ ref('fct_agent_days') }}

)

select
    calls.*,
    agent_days.*

from calls
cross join agent_days
where
    calls.offered <> calls.answered + calls.abandoned + calls.otherwise + calls.by_bots + calls.unreadable
    or calls.of_agents <> agent_days.calls_handled
    or agent_days.longest_shift_seconds > 25 * 3600
