-- The statuses that each ticket went through, with whose ticket it is.
select
    spans.ticket_id,
    tickets.account_id,
    spans.started_at,
    spans.step,
    spans.status,
    case
        when spans.is_solve then 'solve'
        when spans.is_reopening then 'reopening'
    end as move

from {{ ref('fct_ticket_status_spans') }} as spans
inner join {{ ref('fct_tickets') }} as tickets on spans.ticket_id = tickets.ticket_id
