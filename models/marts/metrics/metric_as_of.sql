-- Up to which time do the metrics count? One row, and a mart, since published views cannot read int_as_of.
select
    first_event_at,
    as_of

from {{ ref('int_as_of') }}
