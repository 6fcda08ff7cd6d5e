-- What customers said in surveys while their journey was in each stage. What they said after an end was reached is
-- of it.
with

answers as (

    {% for metric in ['cpi_customer_satisfaction', 'cpi_customer_effort_score', 'cpi_net_promoter_score'] -%}
    select
        '{{ metric }}' as metric_id,
        surveys.response_id,
        surveys.account_id,
        surveys.ticket_id,
        observations.touchpoint,
        observations.observed_at,
        observations.numerator,
        observations.denominator
    from {{ ref(metric) }} as observations
    inner join {{ ref('fct_survey_responses') }} as surveys on observations.subject_id = surveys.response_id
    {% if not loop.last -%}
    union all

    {% endif -%}
    {% endfor %}
),

-- each answer is of its account's journeys, and of its ticket's
owned as (

    select
        *,
        'account' as subject,
        account_id as subject_id
    from answers

    union all

    select
        *,
        'ticket' as subject,
        ticket_id as subject_id
    from answers

)

select
    visits.journey,
    visits.subject,
    visits.stage,
    visits.position,
    answers.metric_id,
    answers.response_id,
    answers.touchpoint,
    visits.cluster_id,
    answers.numerator,
    answers.denominator

from {{ ref('customer_journey_visits') }} as visits
inner join owned as answers
    on
        visits.subject = answers.subject
        and visits.subject_id = answers.subject_id
        and visits.entered_at <= answers.observed_at
        and (visits.next_entered_at is null or visits.next_entered_at > answers.observed_at)
