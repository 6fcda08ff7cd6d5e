-- Since when is each account a customer, by its first subscription or order, and did another customer bring it?
with

beginnings as (

    select
        customer_id,
        min(started_at) as first_started_at,
        cast(null as timestamp) as first_ordered_at
    from {{ ref('int_subscriptions') }}
    where is_counted
    group by customer_id

    union all

    select
        customer_id,
        cast(null as timestamp) as first_started_at,
        min(ordered_at) as first_ordered_at
    from {{ ref('int_orders') }}
    where is_counted and customer_id is not null
    group by customer_id

),

customers as (

    select
        customer_id,
        min(first_started_at) as first_started_at,
        min(first_ordered_at) as first_ordered_at,
        min(coalesce(first_started_at, first_ordered_at)) as became_customer_at
    from beginnings
    group by customer_id

),

referred as (

    select
        referred_customer_id,
        min(referred_at) as first_referred_at
    from {{ ref('int_referrals') }}
    where is_counted and referred_customer_id is not null
    group by referred_customer_id

)

select
    customers.customer_id as account_id,
    customers.first_started_at,
    customers.first_ordered_at,
    customers.became_customer_at,
    -- without a table of referrals it is unknown who was referred, rather than known that nobody was
    case
        when exists (select known.referral_id from {{ ref('int_referrals') }} as known)
            then coalesce(referred.first_referred_at <= customers.became_customer_at, false)
    end as is_referred

from customers
left join referred on customers.customer_id = referred.referred_customer_id
