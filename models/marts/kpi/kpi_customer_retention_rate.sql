-- Of the accounts that were customers at the month's start, how many still are at its end?
select
    {{ observation('fct_account_retention', subject='account_id', at='month_ends_at',
        numerator='is_active_at_end', unknown='is_active_at_end_unknown_because') }}
from {{ ref('fct_account_retention') }}
where horizon_months = 1 and is_grace_closed
