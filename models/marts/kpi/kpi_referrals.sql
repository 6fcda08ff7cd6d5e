-- How many referrals did customers make?
select
    referral_id as subject_id,
    referred_at as observed_at,
    {{ dimensions_of('fct_referrals') }},
    cast(1 as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_referrals') }}
