-- After each first solve: how often did the same contact come back on the same matter, within the window?
with

tickets as (

    select
        tickets.ticket_id,
        tickets.contact_id,
        tickets.product_area,
        tickets.created_by,
        tickets.created_at,
        solves.first_solved_at,
        solves.window_ends_at
    from {{ ref('int_tickets') }} as tickets
    left join {{ ref('int_ticket_solves') }} as solves on tickets.ticket_id = solves.ticket_id
    where tickets.is_counted and tickets.contact_id is not null

)

select
    solved.ticket_id,
    count(*) as repeat_contact_count

from tickets as solved
inner join tickets as later
    on
        solved.contact_id = later.contact_id
        and solved.first_solved_at < later.created_at
        and solved.window_ends_at >= later.created_at
where
    later.created_by = 'customer'
    and solved.ticket_id <> later.ticket_id
    and coalesce(solved.product_area = later.product_area, true)
group by solved.ticket_id
