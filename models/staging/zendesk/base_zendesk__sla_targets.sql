-- Which targets did tickets have, from when on? By the history of their fields; where it tells no target of a ticket,
-- by the policy that was applied, its version and the ticket's priority of that time.
with

history as (

    select
        ticket_id,
        field_name,
        updated,
        value,
        _loaded_at,
        row_number() over (partition by ticket_id, field_name order by updated) as place
    from {{ ref('base_zendesk__field_history') }}
    where field_name in ({{ sla_fields() }})

)

select
    ticket_id,
    field_name,
    updated,
    place = 1 as is_first,
    value is null as is_removal,
    cast(null as timestamp) as replaced_at,
    try_cast({{ json_text('value', 'minutes') }} as integer) as target_minutes,
    try_cast({{ json_text('value', 'in_business_hours') }} as boolean) as in_business_hours,
    cast(null as string) as sla_policy_id,
    _loaded_at
from history

union all

select
    ticket_id,
    field_name,
    updated,
    row_number() over (partition by ticket_id, field_name order by updated) = 1 as is_first,
    false as is_removal,
    replaced_at,
    target_minutes,
    in_business_hours,
    sla_policy_id,
    _loaded_at
from {{ ref('base_zendesk__policy_targets') }}
where ticket_id not in (select history.ticket_id from history)
