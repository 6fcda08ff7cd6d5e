-- Of the referrals made, how many became customers within 90 days?
select
    {{ observation('fct_referrals', subject='referral_id', at='referred_at', numerator='is_converted_in_window') }},
    is_converted_unknown_because as unknown_because
from {{ ref('fct_referrals') }}
where is_conversion_window_closed
