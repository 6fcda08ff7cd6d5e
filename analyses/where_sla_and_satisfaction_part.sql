-- Where do service targets and satisfaction part? Every team in the last six whole months, watermelons first.
select
    dimension_value as team,
    month_start_on,
    quadrant,
    sla_value,
    sla_benchmark,
    satisfaction_value,
    satisfaction_benchmark,
    ease_value,
    satisfaction_subjects
from {{ ref('delivery_gap') }}
where
    dimension = 'team'
    and is_complete
    and month_start_on >= (select max(gap.month_start_on) from {{ ref('delivery_gap') }} as gap) - interval '6' month
order by
    case quadrant when 'watermelon' then 1 when 'failing' then 2 else 3 end,
    month_start_on desc,
    satisfaction_value asc nulls last
