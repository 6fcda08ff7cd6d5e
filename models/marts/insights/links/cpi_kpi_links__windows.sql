-- In which days is each account looked at for a month's end? In those after it (`outcome`), those just before it
-- (`control`), and those before the exposure began (`placebo`), which depends on how far a metric looks ahead.
{% set days = var('outcome_days') -%}

with

account_months as (

    select * from {{ ref('cpi_kpi_links__account_months') }}

),

looks_ahead as (

    select distinct look_ahead_days from {{ ref('metric_catalog') }}
    where family = 'cpi'

),

begins as (

    select
        account_id,
        checkpoint_at,
        'outcome' as role,
        cast(null as integer) as look_ahead_days,
        checkpoint_at as starts_at
    from account_months

    union all

    select
        account_id,
        checkpoint_at,
        'control' as role,
        cast(null as integer) as look_ahead_days,
        checkpoint_at - interval '{{ days }}' day as starts_at
    from account_months

    union all

    select
        account_months.account_id,
        account_months.checkpoint_at,
        'placebo' as role,
        looks_ahead.look_ahead_days,
        account_months.checkpoint_at - looks_ahead.look_ahead_days * interval '1' day
        - interval '{{ days + var("link_exposure_days") }}' day as starts_at
    from account_months
    cross join looks_ahead

)

select
    *,
    starts_at + interval '{{ days }}' day as ends_at

from begins
