-- What share of the visits to each stage was the last one for a long time? Of those of which that is known.
with

clusters as (

    select
        journey,
        stage,
        month_start_on,
        cluster_id,
        count(*) as subjects,
        count(case when is_dropped then 1 end) as numerator,
        count(*) as denominator
    from {{ ref('customer_journey_stages__months') }}
    where is_dropped is not null
    group by journey, stage, month_start_on, cluster_id

),

models as (

    select
        1 as model_key,
        'drop_off_rate' as ratio_metric_id,
        true as is_binary

),

cells as (

    select
        1 as model_key,
        journey,
        stage,
        month_start_on,
        sum(subjects) as subjects,
        {{ cluster_sums(in_units('numerator'), in_units('denominator')) }}
    from clusters
    group by journey, stage, month_start_on

),

{{ ratio_intervals(['journey', 'stage', 'month_start_on']) }}

select
    journey,
    stage,
    month_start_on,
    cast(denominator as bigint) as judged,
    cast(numerator as bigint) as dropped,
    value as drop_off_rate,
    {{ lower_bound('ci_low', 'value', 0) }} as drop_off_low,
    {{ upper_bound('ci_high', 'value', 1) }} as drop_off_high

from intervals
