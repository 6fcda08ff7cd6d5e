-- After how many days has half of the visits to a stage ended, and after how many nine tenths? Visits that last are
-- seen up to the present. An end is not left.
with

durations as (

    select
        journey,
        stage,
        month_start_on,
        duration,
        not is_open as is_event
    from {{ ref('customer_journey_stages__months') }}
    where not is_end

),

curves as (

    {{ survival_curve('durations', ['journey', 'stage', 'month_start_on']) | indent(4) }}

)

select
    journey,
    stage,
    month_start_on,
    {{ first_duration('share_left') }} as median_days,
    {{ first_duration('share_left', 0.1) }} as p90_days

from curves
group by journey, stage, month_start_on
