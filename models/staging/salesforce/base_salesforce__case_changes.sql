-- What did the fields of each case hold, from when on? Of a case that was opened after the first change of a field in
-- any case, what it held before its own first change, it held from the creation on; where it never changed, the case
-- itself says it, unless it was closed later. Of an older case some changes may be gone.
with

cases as (

    select
        cases.*,
        coalesce(cases.is_closed, words.status = 'solved', cases.closed_date is not null) as is_over
    from {{ ref('base_salesforce__cases') }} as cases
    left join {{ ref('base_salesforce__status_words') }} as words on lower(cases.status) = words.word

),

history as (

    select * from {{ ref('base_salesforce__case_history') }}

),

tracked as (

    select
        field,
        min(occurred_at) as tracked_since
    from history
    group by field

),

beginnings as (

    select
        cases.id as case_id,
        tracked.field,
        least(cases.created_date, first_changes.occurred_at) as occurred_at,
        cases.created_by_id as actor_id,
        cases._source_file,
        cases._loaded_at,
        case
            -- who had an older case before its first change had it from the start, as far as anybody knows
            when tracked.field = 'owner' and first_changes.case_id is not null then first_changes.old_value
            when cases.created_date < tracked.tracked_since then null
            when first_changes.case_id is not null then first_changes.old_value
            when tracked.field = 'owner' then cases.owner_id
            when tracked.field = 'priority' then cases.priority
            when tracked.field = 'hours' then cases.business_hours_id
            when tracked.field = 'status' and (not cases.is_over or cases.closed_date = cases.created_date)
                then cases.status
        end as new_value
    from cases
    cross join tracked
    left join history as first_changes
        on cases.id = first_changes.case_id and tracked.field = first_changes.field and first_changes.place = 1

)

select
    case_id,
    field,
    change_id,
    place,
    occurred_at,
    old_value,
    new_value,
    actor_id,
    _source_file,
    _loaded_at
from history

union all

select
    case_id,
    field,
    case_id as change_id,
    0 as place,
    occurred_at,
    cast(null as string) as old_value,
    new_value,
    actor_id,
    _source_file,
    _loaded_at
from beginnings
where new_value is not null
