-- Which of the fields that we read changed in each case, in order? A change of owner comes as a row of names and one of
-- ids, of which the ids count, and may be told once more by what was done.
with

named as (

    select
        case_id,
        id as change_id,
        created_date as occurred_at,
        created_by_id as actor_id,
        case
            when lower(field) in ('status', 'priority') then lower(field)
            when lower(field) in ('businesshours', 'businesshoursid') then 'hours'
            when lower(field) in ('owner', 'ownerassignment', 'owneraccepted', 'ownerescalated') then 'owner'
        end as field,
        case when lower(field) in ('status', 'priority') then old_value else {{ salesforce_id('old_value') }} end
            as old_value,
        case when lower(field) in ('status', 'priority') then new_value else {{ salesforce_id('new_value') }} end
            as new_value,
        _source_file,
        _loaded_at
    from ({{ salesforce_records('case_history', newest=[]) }}) as history
    where not is_gone

),

changes as (

    select
        case_id,
        field,
        occurred_at,
        old_value,
        new_value,
        min(change_id) as change_id,
        max(actor_id) as actor_id,
        max(_source_file) as _source_file,
        max(_loaded_at) as _loaded_at
    from named
    where
        field in ('status', 'priority')
        or (field = 'hours' and left(coalesce(new_value, old_value), 3) = '01m')
        or (field = 'owner' and (
            {{ is_user_id('coalesce(new_value, old_value)') }} or {{ is_queue_id('coalesce(new_value, old_value)') }}
        ))
    group by case_id, field, occurred_at, old_value, new_value

),

new_values as (

    select distinct
        case_id,
        field,
        occurred_at,
        new_value
    from changes

)

-- of changes in one instant, that one comes first whose old value is no new one there
select
    changes.case_id,
    changes.field,
    changes.change_id,
    cast(row_number() over (
        partition by changes.case_id, changes.field
        order by changes.occurred_at asc, (others.new_value is not null) asc, changes.change_id asc
    ) as bigint) as place,
    changes.occurred_at,
    changes.old_value,
    changes.new_value,
    changes.actor_id,
    changes._source_file,
    changes._loaded_at

from changes
left join new_values as others
    on
        changes.case_id = others.case_id
        and changes.field = others.field
        and changes.occurred_at = others.occurred_at
        and changes.old_value = others.new_value
