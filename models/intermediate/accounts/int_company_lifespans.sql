-- How many years does a customer stay, as far as each month's end could tell? With subscriptions: 1 / the churn of the
-- twelve months before. With orders: the mean time from the first to the last order of the customers gone quiet by
-- then, those who bought once with 0. Where nobody has left yet, nobody knows.
with

months as (

    select * from {{ ref('int_months') }}

),

churned as (

    select
        month_start_on,
        cast(count(*) as double) / nullif(count(*) filter (where not is_active_at_end), 0) as lifespan_years
    from {{ ref('int_account_retention') }}
    where horizon_months = 12 and is_grace_closed and is_active_at_end is not null
    group by month_start_on

),

orders as (

    select
        customer_id,
        ordered_at,
        min(ordered_at) over (partition by customer_id) as first_ordered_at,
        lead(ordered_at) over (partition by customer_id order by ordered_at asc, order_id asc) as next_ordered_at
    from {{ ref('int_orders') }}
    where is_counted and is_purchase and customer_id is not null

),

-- a customer is quiet from var `active_days_after_order` after an order until the next one, if there is one
silences as (

    select
        -- decimals, whose sum is the same in whatever order they come
        cast({{ seconds_between('first_ordered_at', 'ordered_at') }} as decimal(24, 6)) as lifespan_seconds,
        ordered_at + interval '{{ var("active_days_after_order") }}' day as quiet_from_at,
        coalesce(next_ordered_at, {{ far_future() }}) as quiet_until_at
    from orders
    where
        ordered_at + interval '{{ var("active_days_after_order") }}' day
        < coalesce(next_ordered_at, {{ far_future() }})

),

gone_quiet as (

    select
        months.month_start_on,
        cast(sum(silences.lifespan_seconds) as double) / count(*) / (365.25e0 * 86400) as lifespan_years
    from months
    inner join silences
        on
            months.next_month_starts_at > silences.quiet_from_at
            and months.next_month_starts_at <= silences.quiet_until_at
    group by months.month_start_on

),

bases as (

    select distinct basis
    from {{ ref('int_account_active_spans') }}

)

select
    bases.basis,
    months.month_start_on,
    case when bases.basis = 'subscriptions' then churned.lifespan_years else gone_quiet.lifespan_years end
        as lifespan_years

from bases
cross join months
left join churned on months.month_start_on = churned.month_start_on
left join gone_quiet on months.month_start_on = gone_quiet.month_start_on
where bases.basis <> 'accounts'
