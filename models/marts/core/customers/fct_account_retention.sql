-- Of the accounts that were customers one month, or twelve, before the end of each month: which still are, and at
-- what MRR?
select
    account_id,
    month_start_on,
    month_ends_at,
    horizon_months,
    is_grace_closed,
    is_active_at_end,
    is_active_at_end_unknown_because,
    mrr_at_start,
    mrr_at_end,
    mrr_unknown_because

from {{ ref('int_account_retention') }}
