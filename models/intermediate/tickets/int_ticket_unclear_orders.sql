-- Of which tickets does nothing tell in which order their changes at one instant happened, and what did they change?
select
    ticket_id,
    bool_or(field = 'status') as is_status_unclear,
    bool_or(field in ('assignee', 'team')) as is_holder_unclear,
    bool_or(field = 'channel') as is_channel_unclear

from {{ ref('int_ticket_change_ties') }}
where is_order_unclear
group by ticket_id
