select
    {{ blank_to_null('referral_id') }} as referral_id,
    {{ blank_to_null('referrer_account_id') }} as referrer_account_id,
    {{ blank_to_null('referrer_contact_id') }} as referrer_contact_id,
    {{ blank_to_null('referral_code') }} as referral_code,
    referred_at,
    {{ blank_to_null('referred_account_id') }} as referred_account_id,
    converted_at,
    _loaded_at

from {{ source('files', 'referrals') }}
