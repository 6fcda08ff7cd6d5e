-- How each account was served, at the end of each month over twelve months: targets kept, satisfaction, ease.
-- One month of one account says too little. Within an account, it is its people who resemble themselves.
with

models as (

    select * from {{ ref('metric_models') }}

),

people as (

    select * from {{ ref('delivery_gap__account_years') }}

),

cells as (

    select
        model_key,
        period_start,
        is_complete,
        account_id,
        cast(sum(subjects) as bigint) as subjects,
        {{ cluster_sums(in_units('numerator'), in_units('denominator')) }}
    from people
    group by all

),

{{ ratio_intervals(['model_key', 'period_start', 'is_complete', 'account_id']) }},

companies as (

    select
        model_key,
        period_start,
        {{ from_units('sum(' ~ in_units('numerator') ~ ')') }}
        / {{ from_units('sum(' ~ in_units('denominator') ~ ')') }} as value
    from people
    group by model_key, period_start

),

-- in force when the month starts, for the company as a whole
targets as (

    select
        targets.metric_id,
        companies.period_start,
        max_by(targets.target, targets.valid_from) as target
    from {{ ref('int_metric_targets') }} as targets
    inner join companies on targets.valid_from <= companies.period_start
    where targets.grain = 'month' and targets.dimension = 'all'
    group by targets.metric_id, companies.period_start

)

select
    intervals.metric_id,
    intervals.period_start,
    intervals.is_complete,
    intervals.account_id,
    intervals.subjects,
    catalog.scale * intervals.value as value,
    {{ lower_bound('catalog.scale * intervals.ci_low', 'catalog.scale * intervals.value', 'catalog.range_low') }}
        as ci_low,
    {{ upper_bound('catalog.scale * intervals.ci_high', 'catalog.scale * intervals.value', 'catalog.range_high') }}
        as ci_high,
    targets.target,
    catalog.scale * companies.value as company_value

from intervals
inner join {{ ref('metric_catalog') }} as catalog on intervals.metric_id = catalog.metric_id
inner join companies
    on intervals.model_key = companies.model_key and intervals.period_start = companies.period_start
left join targets on intervals.metric_id = targets.metric_id and intervals.period_start = targets.period_start
