-- From when on does each source tell of each kind of thing? From its first row on; or from the first ticket on, if
-- every ticket before that row has one of its own, as then nothing is missing.
with

told as (

    {{ tickets_with_evidence() | indent(4) }}

),

firsts as (

    select
        kind,
        source,
        channel,
        min(first_told_at) as first_told_at
    from {{ ref('int_evidence_months') }}
    group by kind, source, channel

),

tickets as (

    select
        ticket_id,
        source,
        {{ channel_of('channel') }} as channel,
        created_at
    from {{ ref('int_tickets') }}
    where is_counted

),

early_tickets as (

    select
        firsts.kind,
        firsts.source,
        firsts.channel,
        tickets.ticket_id,
        tickets.created_at
    from firsts
    inner join tickets on firsts.source = tickets.source and firsts.first_told_at > tickets.created_at
    where coalesce(firsts.channel = tickets.channel, true)

),

beginnings as (

    select
        early_tickets.kind,
        early_tickets.source,
        early_tickets.channel,
        min(early_tickets.created_at) as first_created_at
    from early_tickets
    left join told on early_tickets.kind = told.kind and early_tickets.ticket_id = told.ticket_id
    group by early_tickets.kind, early_tickets.source, early_tickets.channel
    having count(*) = count(told.ticket_id)

)

select
    firsts.kind,
    firsts.source,
    firsts.channel,
    coalesce(beginnings.first_created_at, firsts.first_told_at) as known_from

from firsts
left join beginnings
    on
        firsts.kind = beginnings.kind
        and firsts.source = beginnings.source
        and firsts.channel is not distinct from beginnings.channel
