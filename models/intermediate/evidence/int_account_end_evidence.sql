-- Which sources tell that accounts end? Those of which one ever did: a source that shows none may know of none.
select distinct
    source,
    cast(null as varchar) as channel,
    cast('0001-01-01' as timestamp) as known_from,
    cast('9999-12-31' as timestamp) as known_to

from {{ ref('int_accounts') }}
where deleted_at is not null
