-- A ticket is in the backlog or it is not: its own moves never add up to anything but 0 or 1.
with

balances as (

    select
        subject_id,
        observed_at,
        sum(numerator) over (partition by subject_id order by observed_at) as balance
    from {{ ref('kpi_ticket_backlog') }}

)

select * from balances
where balance not in (0, 1)
