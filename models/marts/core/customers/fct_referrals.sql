-- Every referral that counts, and whether whom it named became a customer within 90 days.
with

referrals as (

    select
        referrals.*,
        coalesce(
            {{ latest_of('referrals.converted_at', 'referrals.is_converted_at_date_only') }} < referrals.referred_at,
            false
        ) as is_converted_before_referral,
        case
            when not is_converted_before_referral and referrals.converted_at is not null then referrals.converted_at
            -- an account that was a customer before the referral was not won by it
            when referrals.converted_at is null and customers.became_customer_at >= referrals.referred_at
                then customers.became_customer_at
        end as won_at
    from {{ ref('int_referrals') }} as referrals
    left join {{ ref('fct_customers') }} as customers on referrals.referred_customer_id = customers.account_id
    where referrals.is_counted

)

select
    referrals.referral_id,
    referrals.account_id,
    referrals.cluster_id,
    referrals.contact_id,
    referrals.referred_customer_id as referred_account_id,
    referrals.referred_at,
    referrals.won_at as converted_at,
    referrals.referred_at + interval '90' day <= as_of.as_of as is_conversion_window_closed,
    case
        when not referrals.is_converted_before_referral
            then coalesce(referrals.won_at <= referrals.referred_at + interval '90' day, false)
    end as is_converted_in_window,
    case when referrals.is_converted_before_referral then 'disordered' end as is_converted_unknown_because

from referrals
cross join {{ ref('int_as_of') }} as as_of
