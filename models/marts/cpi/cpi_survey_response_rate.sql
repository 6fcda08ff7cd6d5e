-- Of the surveys sent, how many were answered within the window?
with

surveys_sent as (

    select *
    from {{ ref('fct_survey_responses') }}
    where is_survey_window_closed

)

select
    response_id as subject_id,
    sent_at as observed_at,
    account_id,
    cluster_id,
    agent_id,
    team_id,
    channel,
    priority,
    complexity,
    product_area,
    touchpoint,
    cast(is_answered_in_window as double) as numerator,
    cast(1 as double) as denominator
from surveys_sent
