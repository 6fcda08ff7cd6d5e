-- How far the data reach; null where nothing has landed.
select strftime(max(as_of), '%Y-%m-%d %H:%M UTC') as as_of
from marts.metric_as_of
