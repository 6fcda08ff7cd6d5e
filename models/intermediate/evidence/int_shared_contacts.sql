-- Which contacts have so many tickets in a month that they cannot be one person?
with

months as (

    select
        contact_id,
        min(source) as source,
        {{ reporting_month('created_at') }} as month_start_on,
        count(*) as tickets
    from {{ ref('int_tickets') }}
    where is_counted and contact_id is not null
    group by contact_id, month_start_on

)

select
    contact_id,
    min(source) as source,
    max(tickets) as most_tickets_in_a_month

from months
where tickets > {{ var('shared_contact_tickets') }}
group by contact_id
