-- Of the accounts that were customers one month, or twelve, before the end of each month: which still are, and at
-- what MRR?
with

months as (

    select * from {{ ref('int_months') }}

),

-- an open end is written as the far future, since a hash join can compare dates but not test for null
spans as (

    select
        customer_id,
        basis,
        started_at,
        coalesce(ended_at, {{ far_future() }}) as ended_at,
        ended_at_unknown_because
    from {{ ref('int_account_active_spans') }}

),

ends as (

    select
        months.*,
        horizons.horizon_months,
        cast(months.month_start_on + (1 - horizons.horizon_months) * interval '1' month as date) as opening_month_on
    from months
    cross join (values (1), (12)) as horizons (horizon_months)

),

periods as (

    select
        ends.horizon_months,
        openings.month_starts_at as opens_at,
        ends.month_start_on,
        ends.month_ends_at,
        ends.next_month_starts_at as closes_at,
        ends.is_grace_closed
    from ends
    inner join months as openings on ends.opening_month_on = openings.month_start_on

),

-- what begins or ends in the first instant of a month happens in that month, not in the one before
openings as (

    select
        periods.*,
        spans.customer_id,
        spans.basis,
        spans.ended_at_unknown_because
    from periods
    inner join spans
        on periods.opens_at > spans.started_at and periods.opens_at <= spans.ended_at

)

select
    openings.customer_id as account_id,
    openings.month_start_on,
    openings.month_ends_at,
    openings.horizon_months,
    openings.is_grace_closed,
    {{ where_known('remaining.customer_id is not null', 'openings.ended_at_unknown_because') }} as is_active_at_end,
    openings.ended_at_unknown_because as is_active_at_end_unknown_because,
    opening_mrr.mrr_amount as mrr_at_start,
    case
        when openings.basis <> 'subscriptions' or openings.ended_at_unknown_because is not null then null
        when remaining.customer_id is null then 0
        else closing_mrr.mrr_amount
    end as mrr_at_end,
    case
        when openings.basis <> 'subscriptions' then null
        when openings.ended_at_unknown_because is not null then openings.ended_at_unknown_because
        when opening_mrr.mrr_amount is null then 'amount_unknown'
    end as mrr_unknown_because

from openings
left join spans as remaining
    on
        openings.customer_id = remaining.customer_id
        and openings.closes_at > remaining.started_at
        and openings.closes_at <= remaining.ended_at
left join {{ ref('int_account_mrr_spans') }} as opening_mrr
    on
        openings.customer_id = opening_mrr.customer_id
        and openings.opens_at > opening_mrr.starts_at
        and openings.opens_at <= opening_mrr.ends_at
left join {{ ref('int_account_mrr_spans') }} as closing_mrr
    on
        openings.customer_id = closing_mrr.customer_id
        and openings.closes_at > closing_mrr.starts_at
        and openings.closes_at <= closing_mrr.ends_at
