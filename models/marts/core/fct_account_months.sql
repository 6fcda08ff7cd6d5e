-- In which months was each account a customer, and what did it complain about or run into?
with

tickets as (

    select
        account_id,
        created_at,
        cast(date_trunc('month', {{ to_reporting_time('created_at') }}) as date) as month_start_on,
        ticket_type
    from {{ ref('int_tickets') }}
    where is_counted and account_id is not null

),

first_tickets as (

    select
        account_id,
        min(created_at) as first_ticket_at
    from tickets
    group by account_id

),

accounts as (

    select
        accounts.account_id,
        -- an account whose beginning nobody wrote down began no later than its first ticket
        coalesce(accounts.created_at, first_tickets.first_ticket_at) as active_from_at,
        accounts.deleted_at as active_to_at
    from {{ ref('dim_accounts') }} as accounts
    left join first_tickets on accounts.account_id = first_tickets.account_id

),

months as (

    select
        month_start_on,
        {{ from_reporting_time('cast(month_start_on as timestamp)') }} as month_starts_at,
        {{ from_reporting_time("month_start_on + interval '1' month") }} as next_month_starts_at
    from (select distinct month_start_on from {{ ref('dim_dates') }}) as starts

),

ticket_counts as (

    select
        account_id,
        month_start_on,
        count(*) filter (where ticket_type = 'complaint') as complaint_count,
        count(*) filter (where ticket_type in ('bug', 'limitation')) as issue_count
    from tickets
    group by account_id, month_start_on

)

select
    accounts.account_id,
    months.month_start_on,
    months.next_month_starts_at - interval '1' second as month_ends_at,
    coalesce(ticket_counts.complaint_count, 0) as complaint_count,
    coalesce(ticket_counts.issue_count, 0) as issue_count

from accounts
inner join months
    on
        accounts.active_from_at < months.next_month_starts_at
        and coalesce(accounts.active_to_at > months.month_starts_at, true)
cross join {{ ref('int_as_of') }} as as_of
left join ticket_counts
    on
        accounts.account_id = ticket_counts.account_id
        and months.month_start_on = ticket_counts.month_start_on
where months.next_month_starts_at - interval '1' second <= as_of.as_of
