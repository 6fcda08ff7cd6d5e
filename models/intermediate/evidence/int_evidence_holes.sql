-- In which months does a source, though it has fifty tickets, show nothing of a kind that it tells of before and after?
-- Nothing is known of that kind in them.
with

-- of a kind that is told of from its first row on, no month can be a hole
bounds as (

    select
        kind,
        source,
        channel,
        min(month_start_on) as first_month_on,
        max(month_start_on) as last_month_on
    from {{ ref('int_evidence_months') }}
    where kind not in ({{ open_kinds() }})
    group by kind, source, channel

),

ticket_months as (

    select
        source,
        {{ channel_of('channel') }} as channel,
        {{ reporting_month('created_at') }} as month_start_on,
        count(*) as tickets
    from {{ ref('int_tickets') }}
    where is_counted
    group by all

),

of_fifty_tickets as (

    select
        bounds.kind,
        bounds.source,
        bounds.channel,
        ticket_months.month_start_on
    from bounds
    inner join ticket_months
        on
            bounds.source = ticket_months.source
            and bounds.first_month_on < ticket_months.month_start_on
            and bounds.last_month_on > ticket_months.month_start_on
    where coalesce(bounds.channel = ticket_months.channel, true)
    group by bounds.kind, bounds.source, bounds.channel, ticket_months.month_start_on
    having sum(ticket_months.tickets) >= 50

)

select of_fifty_tickets.*
from of_fifty_tickets
left join {{ ref('int_evidence_months') }} as months
    on
        of_fifty_tickets.kind = months.kind
        and of_fifty_tickets.source = months.source
        and coalesce(of_fifty_tickets.channel, '*') = coalesce(months.channel, '*')
        and of_fifty_tickets.month_start_on = months.month_start_on
where months.kind is null
