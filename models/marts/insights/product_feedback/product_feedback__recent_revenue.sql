-- What did each customer pay in the last twelve whole months? Without a payment on record that is unknown, not nothing.
select
    account_months.account_id as customer_id,
    -- decimals, whose sum is the same in whatever order they come
    sum(cast(account_months.revenue_amount as decimal(24, 6))) as revenue_amount

from {{ ref('fct_account_months') }} as account_months
cross join {{ ref('int_as_of') }} as as_of
where account_months.month_ends_at > as_of.as_of - interval '12' month
group by account_months.account_id
having sum(account_months.revenue_amount) > 0
