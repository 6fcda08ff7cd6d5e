-- After which visits to the portal may the visitor have opened a ticket of which nobody can say whose it is?
select distinct visits.session_id

from {{ ref('int_portal_sessions') }} as visits
inner join {{ ref('int_nameless_days') }} as days
    on
        cast({{ to_reporting_time('visits.started_at') }} as date) <= days.opened_on
        and days.opened_on
        <= cast({{ to_reporting_time("visits.ended_at + interval '" ~ var('deflection_hours') ~ "' hour") }} as date)
