-- Of the customers whom we helped in a month, how many were gone within 90 days?
select
    account_id as subject_id,
    solved_at as observed_at,
    {{ dimensions_of('fct_account_solves') }},
    cast(is_churned_in_window as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_account_solves') }}
where is_churn_window_closed
