-- What had each account last answered to each kind of survey by the end of each month, within the last 365 days, and
-- which share of the surveys that it was sent had it answered in time?
{% set kinds = {
    'csat': 'cast(is_satisfied as integer)', 'ces': 'ease_score', 'nps': 'nps_group',
    'pec': 'connection_share'
} -%}

with

surveys as (

    select
        *,
        case kind
            {% for kind, value in kinds.items() -%}
            when '{{ kind }}' then cast({{ value }} as double)
            {% endfor -%}
        end as value,
        sent_at + interval '{{ var("survey_window_days") }}' day as judged_at
    from {{ ref('fct_survey_responses') }}
    where account_id is not null

),

answers as (

    select
        customers.account_id,
        customers.checkpoint_at,
        surveys.kind,
        surveys.value,
        row_number() over (
            partition by customers.account_id, customers.checkpoint_at, surveys.kind
            order by surveys.responded_at desc, surveys.value asc
        ) as place
    from {{ ref('churn_risk__accounts') }} as customers
    inner join surveys
        on
            customers.account_id = surveys.account_id
            and customers.checkpoint_at > surveys.responded_at
            and customers.checkpoint_at - interval '365' day <= surveys.responded_at
    where surveys.value is not null

),

last_answers as (

    select
        {% for kind in kinds -%}
        max(value) filter (where kind = '{{ kind }}') as last_{{ kind }},
        {% endfor -%}
        account_id,
        checkpoint_at
    from answers
    where place = 1
    group by account_id, checkpoint_at

),

-- only of surveys that had their time: what comes later may not count
asked as (

    select
        customers.account_id,
        customers.checkpoint_at,
        avg(cast(surveys.is_answered_in_window as integer)) as answered_share_180d
    from {{ ref('churn_risk__accounts') }} as customers
    inner join surveys
        on
            customers.account_id = surveys.account_id
            and customers.checkpoint_at > surveys.judged_at
            and customers.checkpoint_at - interval '180' day <= surveys.judged_at
    where surveys.is_answered_in_window is not null
    group by customers.account_id, customers.checkpoint_at

)

select
    customers.account_id,
    customers.checkpoint_at,
    {% for kind in kinds -%}
    last_answers.last_{{ kind }},
    {% endfor -%}
    asked.answered_share_180d

from {{ ref('churn_risk__accounts') }} as customers
left join last_answers
    on customers.account_id = last_answers.account_id and customers.checkpoint_at = last_answers.checkpoint_at
left join asked on customers.account_id = asked.account_id and customers.checkpoint_at = asked.checkpoint_at
