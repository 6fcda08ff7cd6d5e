-- In which whole months does each source tell of complaints, and of bugs and limitations?
with

told as (

    select
        kind,
        source,
        known_from,
        known_to
    from {{ ref('int_evidence') }}
    where kind in ('complaint', 'issue')

)

select
    months.month_start_on,
    told.source,
    bool_or(told.kind = 'complaint') as is_complaint_told,
    bool_or(told.kind = 'issue') as is_issue_told

from {{ ref('int_months') }} as months
inner join told on months.month_starts_at >= told.known_from and months.next_month_starts_at <= told.known_to
group by months.month_start_on, told.source
