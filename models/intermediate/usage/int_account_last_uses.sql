-- At the end of each month, since when had each customer not used the product, and since when would it have been told?
with

customer_months as (

    select
        spans.customer_id,
        months.month_start_on,
        months.month_ends_at,
        max(spans.started_at) as started_at
    from {{ ref('int_account_active_spans') }} as spans
    inner join {{ ref('int_months') }} as months
        on
            spans.started_at < months.next_month_starts_at
            and coalesce(spans.ended_at > months.month_starts_at, true)
    group by spans.customer_id, months.month_start_on, months.month_ends_at

),

used as (

    select
        cluster_id,
        {{ reporting_month('occurred_at') }} as used_month_on,
        max(occurred_at) as last_used_at
    from {{ ref('int_counted_usage_events') }}
    group by cluster_id, used_month_on

),

-- the last use in a month is the last one until the next month that has any
last_uses as (

    select
        *,
        lead(used_month_on, 1, cast({{ far_future() }} as date)) over (
            partition by cluster_id order by used_month_on asc
        ) as next_used_month_on
    from used

),

told as (

    select
        months.month_start_on,
        min(evidence.known_from) as told_since
    from {{ ref('int_months') }} as months
    inner join {{ ref('int_evidence') }} as evidence
        on
            evidence.kind = 'usage_event'
            and months.month_ends_at >= evidence.known_from
            and months.month_ends_at < evidence.known_to
    group by months.month_start_on

)

-- whoever came back is not quiet since the use in its first life; `greatest` passes over who never used it
select
    customer_months.customer_id,
    customer_months.month_start_on,
    customer_months.month_ends_at,
    greatest(customer_months.started_at, last_uses.last_used_at) as quiet_since,
    told.told_since

from customer_months
left join told on customer_months.month_start_on = told.month_start_on
left join last_uses
    on
        customer_months.customer_id = last_uses.cluster_id
        and customer_months.month_start_on >= last_uses.used_month_on
        and customer_months.month_start_on < last_uses.next_used_month_on
