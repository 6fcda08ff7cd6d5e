-- In which months do enough solved tickets of customers have a reply, on each channel of a source, for a ticket without
-- one to be unanswered? Judged over twelve months, or over all if their tickets are too few.
with

replied as (

    select distinct ticket_id
    from {{ ref('int_ticket_messages') }}
    where is_agent_reply

),

tickets as (

    select
        tickets.source,
        {{ channel_of('tickets.channel') }} as channel,
        {{ reporting_month('tickets.created_at') }} as month_start_on,
        tickets.status in ('solved', 'closed') and tickets.created_by = 'customer'
        and not coalesce(tickets.is_solved_on_arrival, false) as is_judged,
        replied.ticket_id is not null as is_replied
    from {{ ref('int_tickets') }} as tickets
    left join replied on tickets.ticket_id = replied.ticket_id
    where tickets.is_counted

),

months as (

    select
        source,
        channel,
        month_start_on,
        extract(year from month_start_on) * 12 + extract(month from month_start_on) as month_number,
        count(case when is_judged then 1 end) as solved,
        count(case when is_judged and is_replied then 1 end) as replied
    from tickets
    group by source, channel, month_start_on

),

summed as (

    select
        *,
        sum(solved) over (
            partition by source, channel
            order by month_number asc
            range between 11 preceding and current row
        ) as solved_12m,
        sum(replied) over (
            partition by source, channel
            order by month_number asc
            range between 11 preceding and current row
        ) as replied_12m,
        sum(solved) over (partition by source, channel) as solved_ever,
        sum(replied) over (partition by source, channel) as replied_ever
    from months

)

select
    source,
    channel,
    month_start_on,
    coalesce(
        case
            when solved_12m >= 20 then replied_12m >= {{ var('evidence_share') }} * solved_12m
            else replied_ever > 0 and replied_ever >= {{ var('evidence_share') }} * solved_ever
        end,
        false
    ) as is_told

from summed
