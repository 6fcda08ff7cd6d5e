-- The next seven days of each desk, and the busiest hour in them.
with

week as (

    select * from marts.staffing_need
    qualify date_on < min(date_on) over () + 7

)

select
    dimension,
    dimension_value,
    any_value(answered_within_seconds) as answered_within_seconds,
    any_value(target_share) as target_share,
    any_value(shrinkage) as shrinkage,
    any_value(handle_seconds) as handle_seconds,
    any_value(patience_seconds) as patience_seconds,
    sum(expected_calls) as expected_calls,
    max(agents_for_target) as most_agents,
    max(agents_at_high) as most_agents_at_high,
    max(agents_to_schedule) as most_agents_to_schedule,
    arg_max(date_on, (expected_calls, -epoch(starts_at))) as busiest_on,
    arg_max(hour, (expected_calls, -epoch(starts_at))) as busiest_hour,
    sum(agents_for_target) as agent_hours
from week
group by dimension, dimension_value
order by dimension, dimension_value
