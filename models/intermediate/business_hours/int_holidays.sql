-- The local dates on which a schedule stays closed.
with

{{ union_sources('holidays') }}

select
    schedule_id,
    date as holiday_on,
    max(name) as holiday_name

from arrived
group by schedule_id, date
