-- Up to when do the metrics speak? One row; views that are published may not read what stays in the build file.
select
    first_event_at,
    as_of

from {{ ref('int_as_of') }}
