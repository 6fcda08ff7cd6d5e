-- How did each account fare by each CPI in the days before each month's end, as far as it was known by then?
with

metrics as (

    select
        metric_id,
        look_ahead_days
    from {{ ref('metric_catalog') }}
    where family = 'cpi' and metric_id = model

),

-- from the first instant on at which the observation tells of its subject for good
known as (

    select
        observations.metric_id,
        observations.account_id,
        observations.numerator,
        observations.denominator,
        metrics.look_ahead_days,
        observations.observed_at + metrics.look_ahead_days * interval '1' day as known_at
    from {{ ref('metric_observations') }} as observations
    inner join metrics on observations.metric_id = metrics.metric_id
    where observations.account_id is not null and observations.denominator > 0

),

-- a window of so many days reaches over the ends of so many months, at most
candidates as (

    {% for months in range((var('link_exposure_days') // 28) + 1) -%}
    select
        *,
        cast({{ reporting_month('known_at') }} + interval '{{ months }}' month as date) as month_start_on
    from known
    {% if not loop.last -%}
    union all

    {% endif -%}
    {% endfor %}

)

select
    candidates.account_id,
    candidates.month_start_on,
    months.next_month_starts_at as checkpoint_at,
    candidates.metric_id,
    candidates.look_ahead_days,
    sum(candidates.numerator) as numerator,
    sum(candidates.denominator) as denominator,
    count(*) as subjects

from candidates
inner join {{ ref('int_months') }} as months on candidates.month_start_on = months.month_start_on
where candidates.known_at >= months.next_month_starts_at - interval '{{ var("link_exposure_days") }}' day
group by all
