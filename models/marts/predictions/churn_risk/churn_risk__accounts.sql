-- Every account that was known to be a customer at the end of a month, what it paid, and whether it was lost after.
with

-- the price of its own time: of one that is unknown later nothing was known then
mrr as (

    select * from {{ ref('int_account_mrr_levels') }}
    where is_customer

),

orders as (

    select
        customers.account_id,
        customers.checkpoint_at,
        max(orders.ordered_at) as last_ordered_at
    from {{ ref('cpi_kpi_links__account_months') }} as customers
    inner join {{ ref('fct_orders') }} as orders
        on customers.account_id = orders.customer_id and customers.checkpoint_at > orders.ordered_at
    where orders.is_purchase
    group by customers.account_id, customers.checkpoint_at

),

customers as (

    select
        accounts.account_id,
        accounts.checkpoint_at,
        accounts.month_start_on,
        accounts.ended_at,
        accounts.tenure_days,
        accounts.ticket_count,
        closing.mrr_amount,
        opening.mrr_amount as earlier_mrr_amount,
        {{ seconds_between('orders.last_ordered_at', 'accounts.checkpoint_at') }} / 86400 as days_since_order,
        {{ grace_ends_at("accounts.outcome_ends_at - interval '1' second") }} as outcome_known_at
    from {{ ref('cpi_kpi_links__account_months') }} as accounts
    left join mrr as closing
        on
            accounts.account_id = closing.customer_id
            and accounts.checkpoint_at > closing.starts_at and accounts.checkpoint_at <= closing.ends_at
    left join mrr as opening
        on
            accounts.account_id = opening.customer_id
            and accounts.checkpoint_at - interval '90' day > opening.starts_at
            and accounts.checkpoint_at - interval '90' day <= opening.ends_at
    left join orders on accounts.account_id = orders.account_id and accounts.checkpoint_at = orders.checkpoint_at
    -- who had ended just then and came back later was no customer, as far as anyone knew
    where accounts.basis <> 'subscriptions' or closing.customer_id is not null

)

select
    customers.account_id,
    customers.checkpoint_at,
    customers.month_start_on,
    {{ add_days('cast(customers.month_start_on + interval \'1\' month as date)', -1) }} as as_of_on,
    customers.outcome_known_at,
    outcomes.is_lost,
    case when outcomes.is_lost = 1 then customers.ended_at end as lost_at,
    customers.tenure_days,
    customers.mrr_amount,
    case
        when customers.mrr_amount > 3 * customers.earlier_mrr_amount then 2
        else customers.mrr_amount / nullif(customers.earlier_mrr_amount, 0) - 1
    end as mrr_change_90d,
    customers.days_since_order,
    customers.ticket_count as ticket_count_30d

from customers
left join {{ ref('cpi_kpi_links__outcomes') }} as outcomes
    on
        customers.account_id = outcomes.account_id
        and customers.checkpoint_at = outcomes.checkpoint_at
        and outcomes.role = 'outcome'
