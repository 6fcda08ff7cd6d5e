-- The calls to expect in each open hour, beside what the desk that takes them aims at.
with

targets as (

    select * from {{ ref('staffing_targets') }}

),

usual as (

    select * from targets
    where team = 'all'

)

select
    calls.dimension,
    calls.dimension_value,
    calls.date_on,
    calls.hour,
    calls.starts_at,
    calls.expected * desks.for_people_share as expected_calls,
    calls.high_80 * desks.for_people_share as high_calls,
    desks.handle_seconds,
    desks.patience_seconds,
    coalesce(own.answered_within_seconds, usual.answered_within_seconds) as answered_within_seconds,
    coalesce(own.answered_share, usual.answered_share) as answered_share,
    coalesce(own.shrinkage, usual.shrinkage) as shrinkage

from {{ ref('contact_volume_forecast') }} as calls
inner join {{ ref('staffing_need__desks') }} as desks
    on calls.dimension = desks.dimension and calls.dimension_value = desks.dimension_value
cross join usual
left join targets as own on case when calls.dimension = 'team' then calls.dimension_value end = own.team
where calls.contact = 'call' and calls.grain = 'hour' and desks.handle_seconds > 0
