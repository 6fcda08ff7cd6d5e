-- After which visits to the portal did the contact turn to people all the same?
-- From the visit's beginning, as a ticket is often opened out of the portal, to `deflection_hours` after its end.
with

windows as (

    select
        session_id,
        contact_id,
        started_at as window_starts_at,
        ended_at + interval '{{ var("deflection_hours") }}' hour as window_ends_at
    from {{ ref('int_portal_sessions') }}
    where contact_id is not null and ended_at is not null

),

contacts_made as (

    select
        'ticket' as kind,
        ticket_id as made_by_id,
        contact_id,
        product_area,
        topic,
        created_at as made_at
    from {{ ref('int_tickets') }}
    where is_counted and created_by = 'customer'

    union all

    -- a visit that ended in a call did not spare the customer the call, whether somebody answered it or not
    select
        'call' as kind,
        call_id as made_by_id,
        contact_id,
        cast(null as string) as product_area,
        cast(null as string) as topic,
        queued_at as made_at
    from {{ ref('int_calls') }}
    where is_counted and direction = 'inbound'

)

select
    windows.session_id,
    contacts_made.kind,
    contacts_made.made_by_id,
    contacts_made.product_area,
    contacts_made.topic,
    contacts_made.made_at

from windows
inner join contacts_made
    on
        windows.contact_id = contacts_made.contact_id
        and windows.window_starts_at <= contacts_made.made_at
        and windows.window_ends_at >= contacts_made.made_at
