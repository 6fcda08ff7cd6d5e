-- Of the terms that ended, after how many did the account stay?
select
    {{ observation('fct_subscription_terms', subject='subscription_id', at='term_ends_at', numerator='is_renewed',
        unknown='is_renewed_unknown_because') }}
from {{ ref('fct_subscription_terms') }}
where is_grace_closed
