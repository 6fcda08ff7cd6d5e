-- What to collect next: each set of raw tables that would complete metrics, from basic to customer-centred to advanced.
with

lacking as (

    select
        readiness.metric_id,
        ways.missing_tables,
        case readiness.tier when 'basic' then 1 when 'customer_centred' then 2 else 3 end as tier_number,
        inputs.input
    from {{ ref('metric_readiness') }} as readiness
    inner join {{ ref('metric_catalog') }} as catalog on readiness.metric_id = catalog.metric_id
    inner join {{ ref('metric_readiness__ways') }} as ways on catalog.model = ways.model
    inner join {{ ref('metric_readiness__inputs') }} as inputs on ways.model = inputs.model and ways.way = inputs.way
    where not inputs.is_there

),

steps as (

    select
        missing_tables,
        min(tier_number) as tier_number,
        count(distinct input) as input_count,
        count(distinct metric_id) as unlocks_count
    from lacking
    group by missing_tables

),

inputs as (

    select distinct
        missing_tables,
        input
    from lacking

),

metrics as (

    select distinct
        missing_tables,
        metric_id
    from lacking

),

collected as (

    select
        missing_tables,
        {{ dbt.listagg('input', "', '", 'order by input') }} as collect
    from inputs
    group by missing_tables

),

unlocked as (

    select
        missing_tables,
        {{ dbt.listagg('metric_id', "', '", 'order by metric_id') }} as unlocks
    from metrics
    group by missing_tables

)

select
    cast(row_number() over (
        order by steps.tier_number asc, steps.unlocks_count desc, steps.input_count asc, steps.missing_tables asc
    ) as bigint) as step,
    case steps.tier_number when 1 then 'basic' when 2 then 'customer_centred' else 'advanced' end as tier,
    steps.missing_tables as raw_tables,
    collected.collect,
    unlocked.unlocks,
    steps.unlocks_count

from steps
inner join collected on steps.missing_tables = collected.missing_tables
inner join unlocked on steps.missing_tables = unlocked.missing_tables
