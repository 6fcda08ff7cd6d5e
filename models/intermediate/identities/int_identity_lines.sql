-- What the seeds say of ids of several systems that are one account, contact or agent: a row for each line, and where
-- its chain ends.
with recursive

said as (

    {% for kind, table_name in identity_tables().items() -%}
    select distinct
        '{{ kind }}' as kind,
        {{ id_of_source('source', kind ~ '_id') }} as landed_id,
        trim({{ kind }}) as linked_to_id
    from {{ ref(kind ~ '_links') }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

checked as (

    select
        said.*,
        count(*) over (partition by said.kind, said.landed_id) as targets,
        own.id is not null as is_landed,
        -- a name of the company's own is no id that ever landed; but then it is one for several
        target.id is not null
        or {{ space_of('said.linked_to_id') }} = 'files'
        and count(*) over (partition by said.kind, said.linked_to_id) > 1 as is_target_known
    from said
    left join {{ ref('int_identity_mentions') }} as own on said.kind = own.kind and said.landed_id = own.id
    left join {{ ref('int_identity_mentions') }} as target
        on said.kind = target.kind and said.linked_to_id = target.id

),

-- a line that links an id to itself keeps it by itself, so it leads nowhere
links as (

    select * from checked
    where landed_id <> linked_to_id and targets = 1 and is_landed and is_target_known

),

followed as (

    select
        kind,
        landed_id,
        linked_to_id as identity_id,
        1 as steps
    from links

    union all

    select
        followed.kind,
        followed.landed_id,
        links.linked_to_id as identity_id,
        followed.steps + 1 as steps
    from followed
    inner join links on followed.kind = links.kind and followed.identity_id = links.landed_id
    -- longer chains than this are circles
    where followed.steps < 100

),

ends as (

    select
        kind,
        landed_id,
        max_by(identity_id, steps) as identity_id,
        max(steps) as steps
    from followed
    group by kind, landed_id

)

select
    checked.kind,
    checked.landed_id,
    checked.linked_to_id,
    case
        when ends.steps < 100 then ends.identity_id
        when checked.targets = 1 and checked.is_landed and checked.landed_id = checked.linked_to_id
            then checked.landed_id
    end as identity_id,
    case
        when checked.targets > 1 then 'it is linked to several'
        when ends.steps >= 100 then 'its links lead in a circle'
        when not checked.is_landed then 'no source has landed it'
        when not checked.is_target_known then 'no source has landed what it is linked to'
    end as problem

from checked
left join ends on checked.kind = ends.kind and checked.landed_id = ends.landed_id
