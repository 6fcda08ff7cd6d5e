-- What happened to each account in the 90 days up to each checkpoint, at which it left or stayed?
-- Null where the company lands nothing that could tell.
{% set incidents = ['ticket', 'reopening', 'failed_first_contact', 'sla_breach', 'complaint', 'low_score'] -%}

with

checkpoints as (

    select * from {{ ref('churn_reasons__checkpoints') }}

),

events as (

    select * from {{ ref('churn_reasons__incidents') }}

),

known as (

    select
        {% for incident in incidents -%}
        count(case when incident = '{{ incident }}' then 1 end) > 0 as is_{{ incident }}_known,
        {% endfor -%}
        count(case when incident = 'use' then 1 end) > 0 as is_use_known
    from events

),

counted as (

    select
        checkpoints.account_id,
        checkpoints.checkpoint_at,
        {% for incident in incidents -%}
        count(*) filter (where events.incident = '{{ incident }}') as {{ incident }}_count,
        {% endfor -%}
        max(events.happened_at) filter (where events.incident = 'use') as last_used_at
    from checkpoints
    inner join events
        on
            checkpoints.account_id = events.account_id
            and checkpoints.checkpoint_at < events.happened_at + interval '90' day
            and checkpoints.checkpoint_at >= events.happened_at
    where events.has_happened
    group by checkpoints.account_id, checkpoints.checkpoint_at

)

select
    checkpoints.account_id,
    checkpoints.checkpoint_at,
    checkpoints.is_lost,
    {% for incident in incidents -%}
    case when known.is_{{ incident }}_known then coalesce(counted.{{ incident }}_count, 0) end as {{ incident }}_count,
    {% endfor -%}
    counted.last_used_at,
    case
        when known.is_use_known
            then coalesce(counted.last_used_at <= checkpoints.checkpoint_at - interval '30' day, true)
    end as has_gone_quiet

from checkpoints
cross join known
left join counted on checkpoints.account_id = counted.account_id and checkpoints.checkpoint_at = counted.checkpoint_at
