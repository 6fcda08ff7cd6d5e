-- From when to when does each source tell of statuses in words that know the times in which the customer is asked?
with

spans as (

    select * from {{ ref('int_evidence_spans') }}
    where kind = 'status_history'

),

pauses as (

    select
        source,
        occurred_at
    from {{ ref('int_ticket_events') }}
    where 'pending' in (old_status, new_status)

)

select distinct
    spans.source,
    spans.channel,
    spans.known_from,
    spans.known_to

from spans
inner join pauses
    on
        spans.source = pauses.source
        and spans.known_from <= pauses.occurred_at
        and spans.known_to > pauses.occurred_at
