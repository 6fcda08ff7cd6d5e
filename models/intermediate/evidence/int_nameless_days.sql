-- On which days did customers open tickets of which nobody can say whose they are, as their source did not tell then?
-- Who called or looked for an answer before, may be behind one of them.
select distinct cast({{ to_reporting_time('tickets.created_at') }} as date) as opened_on

from {{ ref('int_tickets') }} as tickets
{{ join_evidence('requesters', 'requester', 'tickets.source', 'tickets.created_at') }}
where
    tickets.is_counted
    and tickets.created_by = 'customer'
    and tickets.contact_id is null
    and not {{ is_told('requesters') }}
