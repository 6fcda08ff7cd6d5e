-- Opening + movements = closing, each amount is in one movement at most, and each month opens with what the one before
-- closed with: for the company as a whole as counted from the subscriptions themselves, and for each account as its
-- retention has it.
with

account_months as (

    select
        *,
        opening_mrr_amount
        + new_amount
        + expansion_amount
        + contraction_amount
        + churn_amount
        + reactivation_amount as expected_closing_mrr_amount,
        case when new_amount <> 0 then 1 else 0 end
        + case when expansion_amount <> 0 then 1 else 0 end
        + case when contraction_amount <> 0 then 1 else 0 end
        + case when churn_amount <> 0 then 1 else 0 end
        + case when reactivation_amount <> 0 then 1 else 0 end as movement_count,
        lag(closing_mrr_amount) over (partition by account_id order by month_start_on asc) as previous_mrr_amount
    from {{ ref('fct_subscription_months') }}

),

closings as (

    select
        month_start_on,
        sum(closing_mrr_amount) as closing_mrr_amount
    from {{ ref('fct_subscription_months') }}
    group by month_start_on

),

running as (

    select
        months.month_start_on,
        sum(spans.mrr_amount) as mrr_amount
    from {{ ref('int_months') }} as months
    inner join {{ ref('int_account_mrr_spans') }} as spans
        on months.next_month_starts_at > spans.starts_at and months.next_month_starts_at <= spans.ends_at
    group by months.month_start_on

),

retained as (

    select
        account_id,
        month_start_on,
        mrr_at_start,
        mrr_at_end
    from {{ ref('fct_account_retention') }}
    where horizon_months = 1 and mrr_at_start is not null

),

opened as (

    select
        *,
        opening_mrr_amount + expansion_amount + contraction_amount + churn_amount as mrr_at_end
    from {{ ref('fct_subscription_months') }}
    where opening_mrr_amount > 0

)

select
    account_id,
    month_start_on,
    closing_mrr_amount,
    expected_closing_mrr_amount as expected_mrr_amount
from account_months
where
    closing_mrr_amount <> expected_closing_mrr_amount
    or opening_mrr_amount <> coalesce(previous_mrr_amount, 0)
    and month_start_on > (select min(months.month_start_on) from {{ ref('int_months') }} as months)
    or movement_count > 1
    or least(new_amount, expansion_amount, reactivation_amount, -contraction_amount, -churn_amount) < 0

union all

select
    cast(null as string) as account_id,
    running.month_start_on,
    closings.closing_mrr_amount,
    running.mrr_amount as expected_mrr_amount
from running
left join closings on running.month_start_on = closings.month_start_on
where coalesce(closings.closing_mrr_amount, 0) <> coalesce(running.mrr_amount, 0)

union all

select
    coalesce(opened.account_id, retained.account_id) as account_id,
    coalesce(opened.month_start_on, retained.month_start_on) as month_start_on,
    opened.mrr_at_end as closing_mrr_amount,
    retained.mrr_at_end as expected_mrr_amount
from opened
full join retained on opened.account_id = retained.account_id and opened.month_start_on = retained.month_start_on
where
    opened.opening_mrr_amount is distinct from retained.mrr_at_start
    or opened.mrr_at_end is distinct from retained.mrr_at_end
