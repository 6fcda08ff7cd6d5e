-- Which sources tell that accounts end? Those of which one ever did: a source that shows none may know of none.
select distinct
    source,
    cast(null as string) as channel,
    {{ known_for_ever() }}

from {{ ref('int_accounts') }}
where deleted_at is not null
