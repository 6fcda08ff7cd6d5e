-- Rows with impossible values: off their scale, below zero, or at odds with one another.
{% do refer_to_all_tables() -%}
{% set checks = [
    ('calls', 'outcome_unclear', "outcome = 'abandoned' and answered_at is not null",
        "'abandoned, yet answered; counts as abandoned'"),
    ('calls', 'outcome_unclear', "outcome = 'answered' and answered_at is null",
        "'answered, but it does not say when'"),
    ('agent_shifts', 'impossible_shift', 'not is_possible', says('ended_at')),
    ('agent_shifts', 'overlapping_shift', 'is_overlapping', "'counts once'"),
    ('qa_reviews', 'score_off_scale', 'quality_share is null',
        "cast(points as string) || ' of ' || cast(points_possible as string) || ' points'"),
    ('service_uptime', 'impossible_minutes', 'not is_possible',
        "cast(down_minutes as string) || ' of ' || cast(agreed_minutes as string) || ' minutes down'"),
] -%}
{% for table, column, reason in never_negative() -%}
{% set is_left_out = keeps_landed(table, column) -%}
{% do checks.append((
    table, reason, landed_column(table, column) ~ ' < 0', "'the value is left out'" if is_left_out else says(column)
)) -%}
{% endfor -%}

with

rows_by_themselves as (

    {{ exception_rows(checks) }}

),

survey_scores as (

    select
        surveys.source,
        'survey_responses' as table_name,
        surveys.response_id as record_key,
        'score_off_scale' as reason,
        surveys.kind || ' score ' || cast(surveys.score as string) || ' on a scale of '
        || coalesce(cast(surveys.scale_min as string) || ' to ' || cast(surveys.scale_max as string), 'unknown ends')
            as detail
    from {{ ref('int_survey_responses') }} as surveys
    inner join {{ ref('int_survey_scores') }} as scores on surveys.response_id = scores.response_id
    where
        surveys.score is not null
        and surveys.responded_at is not null
        and not scores.is_score_valid
        and surveys.kind <> 'exit'

),

-- credits that outlive what they reduce
credits as (

    select
        subscriptions.source,
        'subscriptions' as table_name,
        subscriptions.subscription_id as record_key,
        'negative_mrr' as reason,
        'from ' || cast(min(levels.starts_at) as string)
        || ' on it brings the MRR of its account below 0; 0 counts' as detail
    from {{ ref('int_subscription_prices') }} as prices
    inner join {{ ref('int_subscriptions') }} as subscriptions
        on prices.subscription_id = subscriptions.subscription_id
    inner join {{ ref('int_account_mrr_levels') }} as levels
        on
            prices.customer_id = levels.customer_id
            and prices.starts_at < levels.ends_at
            and prices.ends_at > levels.starts_at
    where prices.mrr_amount < 0 and not prices.is_one_off and levels.known_mrr_amount < 0
    group by subscriptions.source, subscriptions.subscription_id

)

{% for part in ['rows_by_themselves', 'survey_scores', 'credits'] -%}
select * from {{ part }}
{% if not loop.last -%}
union all

{% endif -%}
{% endfor %}
