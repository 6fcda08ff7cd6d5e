-- What the answers of each stage come to, of each touchpoint and of all, with its interval; and of the journey as a
-- whole.
with

answers as (

    select * from {{ ref('customer_journey_experience__answers') }}

),

models as (

    select * from {{ ref('metric_models') }}

),

-- each answer is of its stage, there of its touchpoint, and of the journey as a whole
grouped as (

    {% for stage, touchpoint in [('stage', "'all'"), ('stage', 'touchpoint'), ('null', "'all'")] -%}
    select
        journey,
        subject,
        cast({{ stage }} as string) as stage,
        cast({{ 'position' if stage == 'stage' else 'null' }} as integer) as position,
        metric_id,
        {{ touchpoint }} as touchpoint_shown,
        cluster_id,
        numerator,
        denominator
    from answers
    where {{ touchpoint }} is not null
    {% if not loop.last -%}
    union all

    {% endif -%}
    {% endfor %}
),

clusters as (

    select
        models.model_key,
        grouped.journey,
        grouped.subject,
        grouped.stage,
        grouped.position,
        grouped.touchpoint_shown as touchpoint,
        grouped.cluster_id,
        count(*) as subjects,
        sum({{ in_units('grouped.numerator') }}) as numerator,
        sum({{ in_units('grouped.denominator') }}) as denominator
    from grouped
    inner join models on grouped.metric_id = models.model
    group by all

),

cells as (

    select
        model_key,
        journey,
        subject,
        stage,
        position,
        touchpoint,
        cast(sum(subjects) as bigint) as subjects,
        {{ cluster_sums('numerator', 'denominator') }}
    from clusters
    group by all

),

{{ ratio_intervals(['journey', 'subject', 'stage', 'position', 'touchpoint']) }}

select
    intervals.*,
    catalog.scale * intervals.value as scaled_value,
    {{ lower_bound('catalog.scale * intervals.ci_low', 'catalog.scale * intervals.value', 'catalog.range_low') }}
        as value_low,
    {{ upper_bound('catalog.scale * intervals.ci_high', 'catalog.scale * intervals.value', 'catalog.range_high') }}
        as value_high

from intervals
inner join {{ ref('metric_catalog') }} as catalog on intervals.metric_id = catalog.metric_id
