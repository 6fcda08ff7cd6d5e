-- How did the MRR of each account move in each month? Every amount in exactly one movement; what is lost is negative.
with

-- the first month opens with what there was before it
ends as (

    select
        month_start_on,
        next_month_starts_at as month_ended_at
    from {{ ref('int_months') }}
    union all
    select
        cast(min(month_start_on) - interval '1' month as date) as month_start_on,
        min(month_starts_at) as month_ended_at
    from {{ ref('int_months') }}

),

closings as (

    select
        spans.customer_id,
        ends.month_start_on,
        spans.mrr_amount
    from ends
    inner join {{ ref('int_account_mrr_spans') }} as spans
        on ends.month_ended_at > spans.starts_at and ends.month_ended_at <= spans.ends_at
    where spans.mrr_amount > 0

),

-- the MRR at the end of a month is that at the beginning of the next
balances as (

    select
        customer_id,
        month_start_on,
        0 as opening_mrr_amount,
        mrr_amount as closing_mrr_amount
    from closings

    union all

    select
        customer_id,
        cast(month_start_on + interval '1' month as date) as month_start_on,
        mrr_amount as opening_mrr_amount,
        0 as closing_mrr_amount
    from closings

),

account_months as (

    select
        balances.customer_id,
        balances.month_start_on,
        cast(sum(balances.opening_mrr_amount) as decimal(18, 2)) as opening_mrr_amount,
        cast(sum(balances.closing_mrr_amount) as decimal(18, 2)) as closing_mrr_amount
    from balances
    group by balances.customer_id, balances.month_start_on

),

numbered as (

    select
        *,
        closing_mrr_amount - opening_mrr_amount as change_amount,
        row_number() over (partition by customer_id order by month_start_on asc) as month_number
    from account_months

)

select
    numbered.customer_id as account_id,
    numbered.month_start_on,
    months.month_ends_at,
    months.is_grace_closed,
    numbered.opening_mrr_amount,
    case when numbered.month_number = 1 then numbered.change_amount else 0 end as new_amount,
    case
        when numbered.opening_mrr_amount > 0 and numbered.closing_mrr_amount > numbered.opening_mrr_amount
            then numbered.change_amount
        else 0
    end as expansion_amount,
    case
        when numbered.closing_mrr_amount > 0 and numbered.closing_mrr_amount < numbered.opening_mrr_amount
            then numbered.change_amount
        else 0
    end as contraction_amount,
    case when numbered.closing_mrr_amount = 0 then numbered.change_amount else 0 end as churn_amount,
    case
        when numbered.month_number > 1 and numbered.opening_mrr_amount = 0 then numbered.change_amount else 0
    end as reactivation_amount,
    numbered.closing_mrr_amount

from numbered
inner join {{ ref('int_months') }} as months on numbered.month_start_on = months.month_start_on
