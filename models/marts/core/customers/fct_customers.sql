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

),

-- whichever source it is that tells of them: customers are of no source
told as (

    select min(known_from) as known_from
    from {{ ref('int_evidence') }}
    where kind = 'referral'

)

select
    customers.customer_id as account_id,
    customers.basis,
    customers.became_customer_at,
    -- before referrals were told of it is unknown who was referred, rather than known that nobody was
    case
        when customers.became_customer_at >= told.known_from
            then coalesce(referred.first_referred_at <= customers.became_customer_at, false)
    end as is_referred,
    case when not coalesce(customers.became_customer_at >= told.known_from, false) then 'not_told' end
        as is_referred_unknown_because

from customers
cross join told
left join referred on customers.customer_id = referred.referred_customer_id
