-- The line of a month's target that holds at the last of its days that the data reach.
select
    metric_id,
    dimension,
    dimension_value,
    valid_from,
    owner,
    due_on
from marts.metric_target_lines
where grain = 'month' and valid_from <= (select cast(as_of as date) from marts.metric_as_of)
qualify row_number() over (partition by metric_id, dimension, dimension_value order by valid_from desc) = 1
order by metric_id, dimension, dimension_value
