-- What each person of an account was promised, and said, in the twelve months to each month's end: targets kept,
-- satisfaction and ease.
{% set metrics = "('kpi_sla_attainment', 'cpi_customer_satisfaction', 'cpi_customer_effort_score')" -%}

with

models as (

    select * from {{ ref('metric_models') }}
    where model in {{ metrics }}

),

periods as (

    select distinct
        period_start,
        is_complete
    from {{ ref('metric_values') }}
    where metric_id in {{ metrics }} and grain = 'month' and dimension = 'all'

),

people as (

    select
        'kpi_sla_attainment' as metric_id,
        targets.sla_target_id as subject_id,
        coalesce(tickets.contact_id, targets.ticket_id) as person
    from {{ ref('fct_sla_targets') }} as targets
    inner join {{ ref('fct_tickets') }} as tickets on targets.ticket_id = tickets.ticket_id

    union all

    select
        case kind when 'csat' then 'cpi_customer_satisfaction' else 'cpi_customer_effort_score' end as metric_id,
        response_id as subject_id,
        coalesce(contact_id, ticket_id, response_id) as person
    from {{ ref('fct_survey_responses') }}
    where kind in ('csat', 'ces')

),

person_months as (

    select
        models.model_key,
        observations.account_id,
        people.person,
        date_trunc('month', {{ to_reporting_time('observations.observed_at') }}) as month_starts_at,
        count(*) as subjects,
        sum({{ in_units('observations.numerator') }}) as numerator,
        sum({{ in_units('observations.denominator') }}) as denominator
    from {{ ref('metric_observations') }} as observations
    inner join models on observations.metric_id = models.model
    inner join people
        on observations.metric_id = people.metric_id and observations.subject_id = people.subject_id
    where observations.account_id is not null
    group by all

),

months_ago as (

    {{ numbers_below(12) }}

)

select
    person_months.model_key,
    periods.period_start,
    periods.is_complete,
    person_months.account_id,
    person_months.person,
    cast(sum(person_months.subjects) as bigint) as subjects,
    {{ from_units('sum(person_months.numerator)') }} as numerator,
    {{ from_units('sum(person_months.denominator)') }} as denominator

from person_months
cross join months_ago
inner join periods
    on cast(person_months.month_starts_at + months_ago.number * interval '1' month as date) = periods.period_start
group by all
