-- Which customers paid more, less, or left in the last whole month? The largest movements of MRR first.
select
    coalesce(accounts.account_name, movements.account_id) as customer,
    accounts.segment,
    movements.month_start_on,
    movements.opening_mrr_amount,
    movements.closing_mrr_amount,
    movements.closing_mrr_amount - movements.opening_mrr_amount as movement_amount,
    case
        when movements.churn_amount <> 0 then 'left'
        when movements.new_amount <> 0 then 'new'
        when movements.reactivation_amount <> 0 then 'came back'
        when movements.expansion_amount <> 0 then 'pays more'
        else 'pays less'
    end as what_happened
from {{ ref('fct_subscription_months') }} as movements
left join {{ ref('dim_accounts') }} as accounts on movements.account_id = accounts.account_id
where
    movements.month_start_on
    = (select max(latest.month_start_on) from {{ ref('fct_subscription_months') }} as latest)
    and movements.closing_mrr_amount <> movements.opening_mrr_amount
order by abs(movements.closing_mrr_amount - movements.opening_mrr_amount) desc
limit 50
