-- Of each metric model, the way to feed it that lacks least, and what would refine it.
with

inputs as (

    select
        *,
        min(case when is_there then filled_share end) over (partition by model, way) as least_full_share
    from {{ ref('metric_readiness__inputs') }}

),

ways as (

    select
        model,
        way,
        count(*) as required_inputs,
        count(case when is_there then 1 end) as inputs_there,
        {{ dbt.listagg('case when not is_there then input end', "', '", 'order by input') }} as missing_inputs,
        {{ dbt.listagg('input', "', '", 'order by input') }} as inputs_used,
        min(least_full_share) as least_full_share,
        -- of several that are as full, the first in the alphabet
        min(case when is_there and filled_share = least_full_share then input end) as least_full_input,
        max(first_on) as first_on,
        min(last_on) as last_on
    from inputs
    where way > 0
    group by model, way

),

ranked as (

    select
        *,
        row_number() over (
            partition by model
            order by required_inputs - inputs_there asc, inputs_there desc, way asc
        ) as precedence
    from ways

),

missing as (

    select distinct
        model,
        way,
        table_name
    from inputs
    where not is_there

),

missing_tables as (

    select
        model,
        way,
        {{ dbt.listagg('table_name', "', '", 'order by table_name') }} as missing_tables
    from missing
    group by model, way

),

refinements as (

    select
        model,
        count(*) as refinements,
        count(case when is_there then 1 end) as refinements_there,
        {{ dbt.listagg('case when not is_there then input end', "', '", 'order by input') }} as missing_refinements
    from inputs
    where way = 0
    group by model

)

select
    ranked.model,
    ranked.way,
    ranked.inputs_used,
    cast(ranked.required_inputs as bigint) as required_inputs,
    cast(ranked.inputs_there as bigint) as inputs_there,
    ranked.missing_inputs,
    missing_tables.missing_tables,
    ranked.least_full_input,
    ranked.least_full_share,
    ranked.first_on,
    ranked.last_on,
    cast(coalesce(refinements.refinements, 0) as bigint) as refinements,
    cast(coalesce(refinements.refinements_there, 0) as bigint) as refinements_there,
    refinements.missing_refinements

from ranked
left join missing_tables on ranked.model = missing_tables.model and ranked.way = missing_tables.way
left join refinements on ranked.model = refinements.model
where ranked.precedence = 1
