-- Every raw table and column of the contract: what has landed of it, which metrics read it, and which it would unlock.
with

inputs as (

    select * from {{ ref('metric_readiness__inputs') }}

),

ways as (

    select * from {{ ref('metric_readiness__ways') }}

),

-- what a metric still lacks, if all of that is in one table
lacking as (

    select
        inputs.model,
        min(inputs.table_name) as table_name
    from inputs
    inner join ways on inputs.model = ways.model and inputs.way = ways.way
    where not inputs.is_there
    group by inputs.model
    having count(distinct inputs.table_name) = 1

),

reading as (

    select
        inputs.input,
        inputs.table_name,
        inputs.column_name,
        inputs.word,
        inputs.model,
        bool_or(inputs.way > 0) as is_required,
        bool_or(coalesce(inputs.way = ways.way and not inputs.is_there and lacking.model is not null, false))
            as is_key
    from inputs
    inner join ways on inputs.model = ways.model
    left join lacking on inputs.model = lacking.model
    group by all

),

read_by as (

    select
        input,
        table_name,
        column_name,
        word,
        {{ dbt.listagg('case when is_required then model end', "', '", 'order by model') }} as required_by,
        {{ dbt.listagg('case when not is_required then model end', "', '", 'order by model') }} as refines,
        {{ dbt.listagg('case when is_key then model end', "', '", 'order by model') }} as unlocks,
        count(case when is_key then 1 end) as unlocks_count
    from reading
    group by all

),

landed as (

    select
        *,
        concat(table_name, coalesce('.' || column_name, ''), coalesce('[' || word || ']', '')) as input
    from {{ ref('metric_readiness__landed_columns') }}

)

select
    coalesce(landed.input, read_by.input) as input,
    coalesce(landed.table_name, read_by.table_name) as table_name,
    coalesce(landed.column_name, read_by.column_name) as column_name,
    coalesce(landed.filled_count, 0) > 0 as is_there,
    coalesce(landed.row_count, 0) as row_count,
    case when landed.row_count > 0 then cast(landed.filled_count as double) / landed.row_count end as filled_share,
    landed.first_on,
    landed.last_on,
    read_by.required_by,
    read_by.refines,
    read_by.unlocks,
    cast(coalesce(read_by.unlocks_count, 0) as bigint) as unlocks_count

from landed
full outer join read_by on landed.input = read_by.input
-- a word that no metric names comes from the data and could be personal, so it stays in the build file
where landed.word is null or read_by.input is not null
