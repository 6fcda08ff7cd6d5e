-- How many journeys reached each stage, how long did they stay, and how many broke off there? By month, and in all.
with

counted as (

    select
        journey,
        subject,
        stage,
        position,
        is_end,
        month_start_on,
        count(distinct cluster_id) as accounts,
        count(distinct journey_id) as journeys,
        count(*) as visits,
        count(distinct case when is_return then journey_id end) as returns
    from {{ ref('customer_journey_stages__months') }}
    group by journey, subject, stage, position, is_end, month_start_on

)

select
    counted.journey,
    counted.subject,
    counted.stage,
    counted.position,
    counted.is_end,
    counted.month_start_on,
    counted.accounts,
    counted.journeys,
    counted.visits,
    counted.returns,
    coalesce(drop_offs.judged, 0) as judged,
    coalesce(drop_offs.dropped, 0) as dropped,
    round(drop_offs.drop_off_rate, 10) as drop_off_rate,
    round(drop_offs.drop_off_low, 10) as drop_off_low,
    round(drop_offs.drop_off_high, 10) as drop_off_high,
    round(durations.median_days, 10) as median_days,
    round(durations.p90_days, 10) as p90_days

from counted
left join {{ ref('customer_journey_stages__drop_offs') }} as drop_offs
    on
        counted.journey = drop_offs.journey
        and counted.stage = drop_offs.stage
        and counted.month_start_on is not distinct from drop_offs.month_start_on
left join {{ ref('customer_journey_stages__durations') }} as durations
    on
        counted.journey = durations.journey
        and counted.stage = durations.stage
        and counted.month_start_on is not distinct from durations.month_start_on
where counted.accounts >= {{ fewest_accounts() }}
