-- When did each account begin, and when did it first get what it came for?
select
    account_id,
    started_at,
    first_milestone_at,
    milestone_count,
    seconds_to_value

from {{ ref('int_value_milestones') }}
