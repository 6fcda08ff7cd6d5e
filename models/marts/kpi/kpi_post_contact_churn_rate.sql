-- Of the customers whom we helped in a month, how many were gone within 90 days?
select
    {{ observation('fct_account_solves', subject='account_id', at='solved_at', numerator='is_churned_in_window',
        unknown='is_churned_in_window_unknown_because') }}
from {{ ref('fct_account_solves') }}
where is_churn_window_closed
