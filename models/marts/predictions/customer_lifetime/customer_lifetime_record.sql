-- Is it published what customers will bring, by which method, and how right was that from past origins?
with

verdicts as (

    select
        *,
        case
            when verdict = 'constant_rate_is_better' then 'constant_rate'
            when basis = 'orders' then 'bg_nbd'
            else 'monthly_hazards'
        end as judged_method
    from {{ ref('customer_lifetime_forecast__verdicts') }}

),

judged as (

    select * from {{ ref('customer_lifetime_forecast__judged') }}

)

select
    verdicts.basis,
    verdicts.verdict,
    case when verdicts.verdict in ('beats_baseline', 'constant_rate_is_better') then verdicts.judged_method end
        as method,
    cast(coalesce(verdicts.customers, 0) as integer) as customers,
    coalesce(found.origins, 0) as origins,
    found.first_origin_on,
    found.last_origin_on,
    found.mae,
    past_rate.mae as past_rate_mae,
    found.rmse,
    past_rate.rmse as past_rate_rmse,
    found.expected_over_actual

from verdicts
left join judged as found on verdicts.basis = found.basis and verdicts.judged_method = found.method
left join judged as past_rate on verdicts.basis = past_rate.basis and past_rate.method = 'past_rate'
