-- When did accounts leave, and, to compare them with, at which beginnings of months did others stay? From each of
-- these checkpoints on, `churn_reasons__lookbacks` looks back.
select
    account_id,
    lost_at as checkpoint_at,
    true as is_lost
from {{ ref('account_losses__reasons') }}

union all

select
    spans.account_id,
    months.month_starts_at as checkpoint_at,
    false as is_lost
from {{ ref('fct_account_spans') }} as spans
cross join {{ ref('int_as_of') }} as as_of
inner join {{ ref('int_months') }} as months
    on
        spans.started_at < months.month_starts_at
        and coalesce(spans.ended_at > months.month_starts_at + interval '90' day, true)
-- an account counts as one that stayed once it has stayed for 90 days more, as long as the lookback
where
    months.month_starts_at + interval '90' day <= as_of.as_of
    and spans.ended_at_unknown_because is null
