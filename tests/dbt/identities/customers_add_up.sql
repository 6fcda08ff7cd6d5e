-- Customers at the start + new + returned - lost = customers at the end, in every month, whichever mart is asked: the
-- spans, the cohorts of the retention, the months, and, where somebody buys, the list of customers.
with

months as (

    select * from {{ ref('int_months') }}

),

spans as (

    select
        spans.*,
        coalesce(ended_at, {{ far_future() }}) as ends_at
    from {{ ref('fct_account_spans') }} as spans

),

-- what begins or ends in the first instant of a month happens in that month
counted as (

    select
        months.month_start_on,
        months.next_month_starts_at,
        count(*) filter (where spans.started_at < months.month_starts_at and spans.ends_at >= months.month_starts_at)
            as at_start,
        count(*) filter (where spans.started_at >= months.month_starts_at and spans.span_number = 1) as new,
        count(*) filter (where spans.started_at >= months.month_starts_at and spans.span_number > 1) as returned,
        count(*) filter (where spans.ends_at >= months.month_starts_at and spans.ends_at < months.next_month_starts_at)
            as lost,
        count(*) filter (where spans.ends_at >= months.next_month_starts_at) as at_end,
        count(distinct spans.account_id) filter (where spans.ends_at > months.month_starts_at) as in_month
    from months
    inner join spans
        on spans.started_at < months.next_month_starts_at and spans.ends_at >= months.month_starts_at
    group by months.month_start_on, months.next_month_starts_at

),

-- the cohort with which a month opens, by the first horizon of one month
cohorts as (

    select
        month_start_on,
        count(*) as at_start,
        count(*) filter (where is_active_at_end) as kept
    from {{ ref('fct_account_retention') }}
    where horizon_months = 1
    group by month_start_on

),

account_months as (

    select
        month_start_on,
        count(*) as in_month
    from {{ ref('fct_account_months') }}
    group by month_start_on

),

won as (

    select
        months.month_start_on,
        count(*) as new
    from {{ ref('fct_customers') }} as customers
    inner join months
        on
            customers.became_customer_at >= months.month_starts_at
            and customers.became_customer_at < months.next_month_starts_at
    group by months.month_start_on

)

select
    counted.*,
    cohorts.at_start as cohort_at_start,
    cohorts.kept as cohort_kept,
    account_months.in_month as account_months,
    won.new as customers_won

from counted
left join cohorts on counted.month_start_on = cohorts.month_start_on
left join account_months on counted.month_start_on = account_months.month_start_on
left join won on counted.month_start_on = won.month_start_on
where
    counted.at_start + counted.new + counted.returned - counted.lost <> counted.at_end
    or coalesce(cohorts.at_start, 0) <> counted.at_start
    or coalesce(cohorts.kept, 0) > counted.at_end
    or coalesce(account_months.in_month, 0) <> counted.in_month
    or (
        coalesce(won.new, 0) <> counted.new
        and exists (select account_id from spans where basis <> 'accounts')
    )
