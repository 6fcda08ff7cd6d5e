-- Every value that a dimension can take, as a reader recognises it: a name where there is one, else the id.
-- Two teams of the same name stay two: each then carries its id.
with

teams as (

    select * from {{ ref('dim_teams') }}

),

found as (

    {% for dimension in published_dimensions('observation') -%}
    select distinct
        '{{ dimension.name }}' as dimension,
        {{ dimension.column }} as source_value
    from {{ ref('metric_census') }}

    union all

    {% endfor -%}
    {% for dimension in published_dimensions('account') -%}
    select distinct
        '{{ dimension.name }}' as dimension,
        {{ dimension.column }} as source_value
    from {{ ref('dim_accounts') }}

    union all

    {% endfor -%}
    select distinct
        'team' as dimension,
        team_id as source_value
    from {{ ref('metric_census') }}

    union all

    select distinct
        'lead' as dimension,
        lead_agent_id as source_value
    from teams

),

names as (

    select
        'team' as dimension,
        team_id as source_value,
        team_name as name
    from teams

    union all

    select distinct
        'lead' as dimension,
        lead_agent_id as source_value,
        lead_name as name
    from teams

    union all

    select
        'agent' as dimension,
        agent_id as source_value,
        agent_name as name
    from {{ ref('dim_agents') }}

),

named as (

    select
        found.*,
        coalesce(names.name, found.source_value) as name
    from found
    left join names
        on found.dimension = names.dimension and found.source_value = names.source_value
    where found.source_value is not null

)

select
    cast(row_number() over (order by dimension, source_value) as integer) as value_key,
    dimension,
    source_value,
    {{ key_of('source_value') }} as source_code,
    {{ key_of("dimension || '/' || source_value") }} as value_code,
    {{ name_apart('name', 'source_value', 'dimension, name') }} as dimension_value
from named

union all

select
    0 as value_key,
    'all' as dimension,
    'all' as source_value,
    {{ key_of("'all'") }} as source_code,
    {{ key_of("'all/all'") }} as value_code,
    'all' as dimension_value
