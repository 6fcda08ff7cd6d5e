-- The uses of the product that count: not by a test account, and not later than the present or than their own load.
select events.*

from {{ ref('int_usage_events') }} as events
cross join {{ ref('int_as_of') }} as as_of
where
    not events.is_test
    and events.occurred_at <= as_of.as_of
    and coalesce(events.occurred_at <= events._loaded_at, true)
