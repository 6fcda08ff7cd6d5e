-- Can each metric be computed from what has landed, how full is that, and what would come next?
with

catalog as (

    select * from {{ ref('metric_catalog') }}

),

ways as (

    select * from {{ ref('metric_readiness__ways') }}

),

valued as (

    select distinct metric_id from {{ ref('metric_values') }}

)

select
    catalog.metric_id,
    catalog.family,
    catalog.tier,
    ways.readiness,
    valued.metric_id is not null as has_values,
    ways.required_inputs,
    ways.inputs_there,
    ways.missing_inputs,
    ways.least_full_input,
    ways.least_full_share,
    ways.first_on,
    ways.last_on,
    ways.refinements,
    ways.refinements_there,
    ways.missing_refinements,
    case
        when ways.missing_inputs is not null then concat('Collect ', ways.missing_inputs)
        when ways.missing_refinements is not null then concat('Refine it with ', ways.missing_refinements)
    end as next_step

from catalog
inner join ways on catalog.model = ways.model
left join valued on catalog.metric_id = valued.metric_id
