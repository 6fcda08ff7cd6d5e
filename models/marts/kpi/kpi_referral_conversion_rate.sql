-- Of the referrals made, how many became customers within 90 days?
select
    referral_id as subject_id,
    referred_at as observed_at,
    {{ dimensions_of('fct_referrals') }},
    cast(is_converted_in_window as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_referrals') }}
where is_conversion_window_closed and is_converted_in_window is not null
