-- Up to which time metrics count, and the day of the first event; null where nothing has landed.
select
    strftime(max(as_of), '%Y-%m-%d %H:%M UTC') as as_of,
    cast(min(first_event_at) as date) as first_on
from marts.metric_as_of
