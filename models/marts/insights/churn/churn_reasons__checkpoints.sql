-- The moments at which accounts left, and, to compare them with, the beginnings of the months in which others stayed.
select
    account_id,
    lost_at as moment_at,
    true as is_lost
from {{ ref('account_losses__reasons') }}

union all

select
    spans.account_id,
    months.month_starts_at as moment_at,
    false as is_lost
from {{ ref('fct_account_spans') }} as spans
cross join {{ ref('int_as_of') }} as as_of
inner join {{ ref('int_months') }} as months
    on
        spans.started_at < months.month_starts_at
        and coalesce(spans.ended_at > months.month_starts_at + interval '90' day, true)
-- who stays has been seen to stay for as long as is looked back
where months.month_starts_at + interval '90' day <= as_of.as_of
