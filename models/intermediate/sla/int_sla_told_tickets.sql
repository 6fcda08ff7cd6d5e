-- For which tickets do policies say nothing, since their help desk sets targets itself?
with

targets as (

    select distinct
        source,
        ticket_id,
        metric,
        min(applied_at) over (partition by source, metric) as first_applied_at
    from {{ ref('int_ticket_slas') }}

),

sources as (

    select distinct
        source,
        metric,
        first_applied_at
    from targets

)

select
    ticket_id,
    metric
from targets

union

select
    tickets.ticket_id,
    sources.metric
from sources
inner join {{ ref('int_tickets') }} as tickets
    on sources.source = tickets.source and sources.first_applied_at <= tickets.created_at
