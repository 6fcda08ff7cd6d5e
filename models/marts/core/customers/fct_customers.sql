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

    select distinct customers.customer_id
    from customers
    inner join {{ ref('int_referrals') }} as referrals
        on
            customers.customer_id = referrals.referred_customer_id
            and customers.became_customer_at >= referrals.referred_at
            and customers.became_customer_at <= referrals.referred_at + interval '90' day
    where referrals.is_counted

),

-- Whichever source it is that tells of them: customers are of no source. A referral may have come 90 days earlier.
told as (

    select min(known_from) + interval '90' day as known_from
    from {{ ref('int_evidence') }}
    where kind = 'referral'

)

select
    customers.customer_id as account_id,
    customers.basis,
    customers.became_customer_at,
    -- before that it is unknown who was referred, rather than known that nobody was
    case when customers.became_customer_at >= told.known_from then referred.customer_id is not null end as is_referred,
    case when not coalesce(customers.became_customer_at >= told.known_from, false) then 'not_told' end
        as is_referred_unknown_because

from customers
cross join told
left join referred on customers.customer_id = referred.customer_id
