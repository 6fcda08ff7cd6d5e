-- Which ids of several systems are one customer? A line for each link, and where its chain ends.
with recursive

said as (

    select distinct
        'account' as kind,
        {{ id_of_source('source', 'account_id') }} as landed_id,
        trim(account) as linked_to_id
    from {{ ref('account_links') }}

),

-- an id that is linked to itself is an account by itself
links as (

    select
        *,
        count(*) over (partition by kind, landed_id) as targets
    from said
    where landed_id <> linked_to_id

),

followed as (

    select
        kind,
        landed_id,
        linked_to_id as identity_id,
        1 as steps
    from links
    where targets = 1

    union all

    select
        followed.kind,
        followed.landed_id,
        links.linked_to_id as identity_id,
        followed.steps + 1 as steps
    from followed
    inner join links on followed.kind = links.kind and followed.identity_id = links.landed_id
    -- longer chains than this are circles
    where links.targets = 1 and followed.steps < 100

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
    links.kind,
    links.landed_id,
    {{ pseudonym('links.landed_id') }} as landed_pseudonym,
    links.linked_to_id,
    case when ends.steps < 100 then ends.identity_id end as identity_id,
    case
        when links.targets > 1 then 'it is linked to several'
        when ends.steps >= 100 then 'its links lead in a circle'
    end as problem

from links
left join ends on links.kind = ends.kind and links.landed_id = ends.landed_id
