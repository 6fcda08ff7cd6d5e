-- Every referral, one row each: who referred, and who was referred.
with

{{ union_sources('referrals', 'referral_id') }},

pseudonymised as (

    select
        *,
        {{ account_pseudonym('referrer_account_id') }} as referrer_pseudonym,
        {{ pseudonym('referrer_contact_id') }} as contact_pseudonym,
        {{ account_pseudonym('referred_account_id') }} as referred_pseudonym
    from latest

)

select
    referrals.source,
    referrals.copies,
    referrals.copy_rule,
    referrals.referral_id,
    coalesce(referrers.account_id, case when referrals.referrer_account_id is null then contacts.account_id end)
        as account_id,
    coalesce(
        referrers.account_id,
        referrals.referrer_pseudonym,
        contacts.account_id,
        referrals.contact_pseudonym,
        referrals.referral_id
    ) as cluster_id,
    referrals.contact_pseudonym as contact_id,
    coalesce(referred.account_id, referrals.referred_pseudonym) as referred_customer_id,
    case when referrers.account_id is null then referrals.referrer_account_id end as orphan_referrer_account_id,
    not coalesce(referrers.is_test, contact_accounts.is_test, false)
    and not coalesce(referred.is_test, false) as is_counted,
    referrals.referred_at,
    referrals.converted_at,
    {{ is_date_only('converted_at', of='referrals.') }} as is_converted_at_date_only,
    referrals._loaded_at

from pseudonymised as referrals
left join {{ ref('int_accounts') }} as referrers on referrals.referrer_account_id = referrers.landed_account_id
left join {{ ref('int_accounts') }} as referred on referrals.referred_account_id = referred.landed_account_id
left join {{ ref('int_contacts') }} as contacts on referrals.contact_pseudonym = contacts.contact_id
left join {{ ref('int_accounts') }} as contact_accounts on contacts.account_id = contact_accounts.account_id
