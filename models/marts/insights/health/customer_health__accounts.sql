-- Which accounts were customers in the last second of which month?
select
    spans.account_id,
    months.month_start_on,
    months.month_ends_at,
    months.next_month_starts_at,
    cast(months.month_start_on + interval '1' month as date) as next_month_on,
    cast(months.month_start_on - interval '3' month as date) as three_months_before_on

from {{ ref('fct_account_spans') }} as spans
inner join {{ ref('int_months') }} as months
    on
        spans.started_at <= months.month_ends_at
        and coalesce(spans.ended_at > months.month_ends_at, true)
