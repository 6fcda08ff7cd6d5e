-- Of each ticket that counts, what its source tells too little of to judge it, and why.
with

tickets as (

    select
        tickets.ticket_id,
        tickets.source,
        tickets.created_at,
        coalesce(solves.first_solved_at, tickets.created_at) as judged_until
    from {{ ref('int_tickets') }} as tickets
    left join {{ ref('int_ticket_solves') }} as solves on tickets.ticket_id = solves.ticket_id
    where tickets.is_counted

)

select
    tickets.ticket_id,
    case when not {{ is_told('transfers') }} then 'not_told' end as transfers_unknown_because

from tickets
{{ join_evidence('transfers', 'transfer', 'tickets.source', 'tickets.created_at', 'tickets.judged_until') }}
