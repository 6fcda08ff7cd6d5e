-- Can each metric be computed from what has landed, how full is that, and what would come next?
with

catalog as (

    select * from {{ ref('metric_catalog') }}

),

ways as (

    select * from {{ ref('metric_readiness__ways') }}

),

headlines as (

    select * from {{ ref('headline_metrics') }}

),

valued as (

    select distinct metric_id from {{ ref('metric_values') }}

),

left_out as (

    select
        metric_id,
        cast(sum(subjects) as bigint) as subjects,
        sum(share) as share,
        {{ dbt.listagg("concat(unknown_because, ' ', subjects)", "', '", 'order by subjects desc, unknown_because') }}
            as reasons
    from {{ ref('metric_left_out') }}
    group by metric_id

)

select
    catalog.metric_id,
    catalog.family,
    catalog.tier,
    case
        when valued.metric_id is not null then 'ready'
        when ways.inputs_there > 0 then 'partial'
        else 'missing'
    end as readiness,
    valued.metric_id is not null as has_values,
    ways.inputs_used,
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
    coalesce(left_out.subjects, 0) as left_out,
    case when left_out.subjects is not null or valued.metric_id is not null then coalesce(left_out.share, 0) end
        as left_out_share,
    left_out.reasons as left_out_because,
    headlines.position as headline_position,
    case
        when ways.missing_inputs is not null then concat('Collect ', ways.missing_inputs)
        when ways.missing_refinements is not null then concat('Refine it with ', ways.missing_refinements)
    end as next_step

from catalog
inner join ways on catalog.model = ways.model
left join valued on catalog.metric_id = valued.metric_id
left join left_out on catalog.metric_id = left_out.metric_id
left join headlines on catalog.metric_id = headlines.metric_id
