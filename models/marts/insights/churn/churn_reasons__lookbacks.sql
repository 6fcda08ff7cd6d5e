-- What happened to each account in the 90 days to the moment at which it left, or stayed?
-- Null where the company lands nothing that could tell.
{% set troubles = ['ticket', 'reopening', 'failed_first_contact', 'sla_breach', 'complaint', 'low_score'] -%}

with

moments as (

    select * from {{ ref('churn_reasons__checkpoints') }}

),

events as (

    select * from {{ ref('churn_reasons__incidents') }}

),

known as (

    select
        {% for trouble in troubles -%}
        count_if(trouble = '{{ trouble }}') > 0 as is_{{ trouble }}_known,
        {% endfor -%}
        count_if(trouble = 'use') > 0 as is_use_known
    from events

),

counted as (

    select
        moments.account_id,
        moments.moment_at,
        {% for trouble in troubles -%}
        count(*) filter (where events.trouble = '{{ trouble }}') as {{ trouble }}_count,
        {% endfor -%}
        max(events.happened_at) filter (where events.trouble = 'use') as last_used_at
    from moments
    inner join events
        on
            moments.account_id = events.account_id
            and moments.moment_at < events.happened_at + interval '90' day
            and moments.moment_at >= events.happened_at
    where events.has_happened
    group by moments.account_id, moments.moment_at

)

select
    moments.account_id,
    moments.moment_at,
    moments.is_lost,
    {% for trouble in troubles -%}
    case when known.is_{{ trouble }}_known then coalesce(counted.{{ trouble }}_count, 0) end as {{ trouble }}_count,
    {% endfor -%}
    counted.last_used_at,
    case
        when known.is_use_known then coalesce(counted.last_used_at <= moments.moment_at - interval '30' day, true)
    end as has_gone_quiet

from moments
cross join known
left join counted on moments.account_id = counted.account_id and moments.moment_at = counted.moment_at
