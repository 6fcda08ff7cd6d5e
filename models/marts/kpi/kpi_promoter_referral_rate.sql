-- Of the promoters, how many did recommend us?
select
    response_id as subject_id,
    responded_at as observed_at,
    {{ dimensions_of('fct_promoter_answers') }},
    cast(referral_count > 0 as double) as numerator,
    cast(1 as double) as denominator
from {{ ref('fct_promoter_answers') }}
where is_referral_window_closed and referral_count is not null
