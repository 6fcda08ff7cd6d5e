-- How many referrals did customers make?
select
    {{ observation('fct_referrals', subject='referral_id', at='referred_at', numerator=1) }}
from {{ ref('fct_referrals') }}
