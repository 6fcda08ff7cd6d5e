-- Since when is each account a customer, and did another customer bring it? An account that only has dates of its own,
-- in a company where nobody buys, was never won.
with

customers as (

    select
        customer_id,
        basis,
        min(started_at) as became_customer_at
    from {{ ref('int_account_active_spans') }}
    where basis <> 'accounts'
    group by customer_id, basis

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
    customers.basis,
    customers.became_customer_at,
    -- without a table of referrals it is unknown who was referred, rather than known that nobody was
    case
        when exists (select known.referral_id from {{ ref('int_referrals') }} as known)
            then coalesce(referred.first_referred_at <= customers.became_customer_at, false)
    end as is_referred

from customers
left join referred on customers.customer_id = referred.referred_customer_id
