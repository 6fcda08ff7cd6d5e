-- Of how many subjects do the data not tell enough for each metric, why, and what share of its subjects is that?
-- Built again with whatever metric is built, so that a new one is counted at once:
-- depends_on: {{ ref('metric_observations') }}
with

reasons (model, unknown_because, observed_at) as (

    {% for metric in metrics_with_unknown_subjects() -%}
    select
        '{{ metric.name }}',
        unknown_because,
        observed_at
    from {{ metric.relation_name }}
    where numerator is null
    {% if not loop.last -%}
    union all

    {% endif -%}
    {% else -%}
    select
        cast(null as string),
        cast(null as string),
        cast(null as timestamp)
    where 1 = 0
    {% endfor %}

),

subjects as (

    select
        model,
        unknown_because,
        observed_at
    from reasons

    union all

    select
        metric_id as model,
        null as unknown_because,
        observed_at
    from {{ ref('metric_observations') }}

),

-- a subject that nobody can date may belong to these months, too
in_twelve_months as (

    select
        subjects.model,
        subjects.unknown_because
    from subjects
    cross join {{ ref('metric_as_of') }} as present
    where
        subjects.observed_at is null
        or date_trunc('month', {{ to_reporting_time('subjects.observed_at') }}) between
        date_trunc('month', {{ to_reporting_time('present.as_of') }}) - interval '12' month
        and date_trunc('month', {{ to_reporting_time('present.as_of') }}) - interval '1' month

),

counted as (

    select
        model,
        unknown_because,
        count(*) as subjects
    from in_twelve_months
    group by model, unknown_because

),

shared as (

    select
        *,
        subjects / sum(subjects) over (partition by model) as share
    from counted

)

select
    catalog.metric_id,
    shared.unknown_because,
    shared.subjects,
    shared.share

from shared
inner join {{ ref('metric_catalog') }} as catalog on shared.model = catalog.model
where shared.unknown_because is not null
