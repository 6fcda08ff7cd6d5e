-- In which months does each source tell what its tickets are about, and does it have words for complaints and issues?
with

counted as (

    select
        source,
        {{ reporting_month('created_at') }} as month_start_on,
        count(*) as tickets,
        count(ticket_type) as typed,
        count(case when ticket_type is not null and unknown_type_word is null then 1 end) as understood,
        count(case when ticket_type = 'complaint' then 1 end) as complaints,
        count(case when ticket_type in ('bug', 'limitation') then 1 end) as issues
    from {{ ref('int_tickets') }}
    where is_counted
    group by all

),

bounds as (

    select
        source,
        min(created_at) filter (where ticket_type is not null) as first_typed_at,
        max(created_at) filter (where ticket_type is not null) as last_typed_at,
        coalesce(
            min(created_at) filter (where ticket_type is null) < min(created_at) filter (where ticket_type is not null),
            false
        ) as has_untyped_before
    from {{ ref('int_tickets') }}
    where is_counted
    group by source

),

months as (

    select distinct month_start_on
    from {{ ref('int_dates') }}

),

-- also the months without a ticket, in which there was no complaint either
numbered as (

    select
        bounds.*,
        months.month_start_on,
        extract(year from months.month_start_on) * 12 + extract(month from months.month_start_on) as month_number,
        counted.tickets,
        counted.typed,
        counted.understood,
        counted.complaints,
        counted.issues
    from bounds
    inner join months
        on
            {{ reporting_month('bounds.first_typed_at') }} <= months.month_start_on
            and {{ reporting_month('bounds.last_typed_at') }} >= months.month_start_on
    left join counted on bounds.source = counted.source and months.month_start_on = counted.month_start_on

)

select
    source,
    month_start_on,
    first_typed_at,
    has_untyped_before,
    (coalesce(typed, 0) > 0 or coalesce(tickets, 0) < 50)
    and sum(understood) over last_twelve >= 0.8 * sum(typed) over last_twelve as is_understood,
    coalesce(sum(complaints) over around, 0) > 0 as has_complaints,
    coalesce(sum(issues) over around, 0) > 0 as has_issues

from numbered
window
    last_twelve as (partition by source order by month_number asc range between 11 preceding and current row),
    around as (partition by source order by month_number asc range between 12 preceding and 12 following)
