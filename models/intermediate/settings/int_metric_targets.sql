-- What is each metric to reach, in the company whose tables landed?
select
    metric_id,
    grain,
    dimension,
    dimension_value,
    target,
    valid_from

from ({{ seed_lines('metric_targets') }}) as targets
