-- From when to when was each account a customer? The company decides how to tell, not the account: where anyone
-- subscribes, by subscriptions; else, where anyone orders, by orders; else by the account's own beginning and end.
with

purchases as (

    select * from {{ ref('int_orders') }}
    where is_counted and is_purchase and customer_id is not null

),

basis as (

    select case
        when exists (select customer_id from {{ ref('int_account_mrr_levels') }}) then 'subscriptions'
        when exists (select customer_id from purchases) then 'orders'
        else 'accounts'
    end as basis

),

covered as (

    select
        'subscriptions' as basis,
        customer_id,
        starts_at,
        ends_at
    from {{ ref('int_account_mrr_spans') }}

    union all

    select
        'orders' as basis,
        customer_id,
        ordered_at as starts_at,
        ordered_at + interval '{{ var("active_days_after_order") }}' day as ends_at
    from purchases

    union all

    select
        'accounts' as basis,
        accounts.account_id as customer_id,
        -- an account without a date of creation began no later than its first ticket
        coalesce(accounts.created_at, min(tickets.created_at)) as starts_at,
        coalesce(accounts.deleted_at, {{ far_future() }}) as ends_at
    from {{ ref('int_accounts') }} as accounts
    left join {{ ref('int_tickets') }} as tickets on accounts.account_id = tickets.account_id and tickets.is_counted
    where not accounts.is_test
    group by accounts.account_id, accounts.created_at, accounts.deleted_at

),

-- a stretch that begins after the end of all earlier ones begins a new span
beginnings as (

    select
        covered.*,
        coalesce(
            covered.starts_at > max(covered.ends_at) over (
                partition by covered.customer_id
                order by covered.starts_at asc, covered.ends_at asc
                rows between unbounded preceding and 1 preceding
            ),
            true
        ) as is_beginning
    from covered
    inner join basis on covered.basis = basis.basis
    where covered.starts_at < covered.ends_at

),

spans as (

    select
        *,
        cast(sum(case when is_beginning then 1 else 0 end) over (
            partition by customer_id
            order by starts_at asc, ends_at asc
            rows between unbounded preceding and current row
        ) as integer) as span_number
    from beginnings

)

select
    spans.customer_id,
    spans.span_number,
    spans.basis,
    min(spans.starts_at) as started_at,
    nullif(max(spans.ends_at), {{ far_future() }}) as ended_at,
    -- a purchase says by itself how long it counts
    case when not any_value(ends.is_told) then 'not_told' end as ended_at_unknown_because

from spans
left join {{ ref('int_account_ends_told') }} as ends
    on spans.customer_id = ends.customer_id and spans.basis = ends.basis
group by spans.customer_id, spans.span_number, spans.basis
