-- Which ticket survives a merge, followed through chains; a circle of merges has no survivor and is left out.
with recursive

mergers as (

    {% for source in var('sources')['tickets'] -%}
    select
        {{ qualified_id(source, 'tickets', 'ticket_id') }} as ticket_id,
        {{ qualified_id(source, 'tickets', 'merged_into_ticket_id') }} as merged_into_ticket_id
    from {{ ref('stg_' ~ source ~ '__tickets') }}
    where merged_into_ticket_id is not null
    {% if not loop.last -%}
    union
    {% endif -%}
    {% endfor %}

),

followed as (

    select
        ticket_id,
        merged_into_ticket_id as surviving_ticket_id,
        1 as steps
    from mergers

    union all

    select
        followed.ticket_id,
        mergers.merged_into_ticket_id as surviving_ticket_id,
        followed.steps + 1 as steps
    from followed
    inner join mergers on followed.surviving_ticket_id = mergers.ticket_id
    -- longer chains than this are circles
    where followed.steps < 100

)

select
    ticket_id,
    max_by(surviving_ticket_id, steps) as surviving_ticket_id

from followed
group by ticket_id
having max(steps) < 100
