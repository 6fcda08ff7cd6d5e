-- Of the accounts at about the same risk, were as many lost as was foretold?
with

clusters as (

    select
        features,
        method,
        tenth,
        account_id,
        count(*) as subjects,
        count(*) as denominator,
        sum(is_lost) as numerator,
        sum({{ in_units('risk') }}) as foretold
    from {{ ref('churn_risk__tenths') }}
    group by features, method, tenth, account_id

),

models as (

    select
        1 as model_key,
        'loss_rate' as ratio_metric_id,
        true as is_binary

),

cells as (

    select
        1 as model_key,
        features,
        method,
        tenth,
        sum(subjects) as subjects,
        {{ from_units('sum(foretold)') }} / sum(subjects) as predicted,
        {{ cluster_sums(in_units('numerator'), in_units('denominator')) }}
    from clusters
    group by features, method, tenth

),

{{ ratio_intervals(['features', 'method', 'tenth', 'predicted']) }}

select
    features,
    method,
    tenth,
    cast(subjects as integer) as account_months,
    cast(clusters as integer) as accounts,
    round(predicted, 9) as predicted,
    round(value, 9) as observed,
    round({{ lower_bound('ci_low', 'value', 0) }}, 9) as observed_low,
    round({{ upper_bound('ci_high', 'value', 1) }}, 9) as observed_high

from intervals
-- of fewer, a share would say something about each of them
where clusters >= 5
