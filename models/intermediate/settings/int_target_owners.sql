-- Who answers for each target, and by when is it to be met, in the company whose tables landed?
select
    metric_id,
    dimension,
    dimension_value,
    owner,
    due_on

from ({{ seed_lines('target_owners') }}) as owners
