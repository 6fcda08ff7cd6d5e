-- Of the promoters, how many did recommend us?
select
    {{ observation('fct_promoter_answers', subject='response_id', at='responded_at', numerator='referral_count > 0') }},
    referral_unknown_because as unknown_because
from {{ ref('fct_promoter_answers') }}
where is_referral_window_closed
