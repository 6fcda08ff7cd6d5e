-- When agents were on shift, by pseudonym; a table without ids keeps every row.
with

{{ union_sources('agent_shifts') }},

shifts as (

    select
        source,
        {{ pseudonym('agent_id') }} as agent_id,
        started_at,
        ended_at,
        -- a shift of more than a day has a mistyped date, or was never closed
        {{ seconds_between('started_at', 'ended_at') }} > 0
        and {{ seconds_between('started_at', 'ended_at') }} <= 86400 as is_possible,
        _loaded_at
    from arrived

)

select
    *,
    is_possible
    and coalesce(
        started_at < max(ended_at) over (
            partition by agent_id, is_possible
            order by started_at asc, ended_at asc
            rows between unbounded preceding and 1 preceding
        ),
        false
    ) as is_overlapping

from shifts
