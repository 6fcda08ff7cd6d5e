-- How many agents must be at the telephone in each open hour, so that calls are answered in time?
select
    loads.dimension,
    loads.dimension_value,
    loads.date_on,
    loads.hour,
    loads.starts_at,
    loads.expected_calls,
    loads.high_calls,
    loads.handle_seconds,
    loads.expected_calls * loads.handle_seconds / 3600 as load_erlang,
    case when loads.patience_seconds is null then 'erlang_c' else 'erlang_a' end as queue_model,
    loads.patience_seconds,
    cast(loads.answered_within_seconds as double) as answered_within_seconds,
    loads.answered_share as target_share,
    loads.shrinkage,
    agents.agents_for_target,
    agents.agents_at_high,
    agents.agents_to_schedule,
    agents.expected_share

from {{ ref('staffing_need__loads') }} as loads
inner join {{ ref('staffing_need__agents') }} as agents
    on
        loads.dimension = agents.dimension
        and loads.dimension_value = agents.dimension_value
        and loads.starts_at = agents.starts_at
