-- The people and bots who answer, by pseudonym, one row each, also where several sources have a row of one;
-- `landed_agent_id` and the name stay in the build file.
with

{{ union_sources('agents', 'agent_id') }},

{{ ordered_records('agent', '_loaded_at') }},

merged as (

    select
        landed_agent_id,
        max(copies) as copies,
        {% for column in ['source', 'copy_rule', 'name', 'team_id', 'timezone', 'hourly_cost'] -%}
        {{ first_said(column) }},
        {% endfor -%}
        max(coalesce(is_bot, false)) as is_bot,
        -- an agent works here as long as one source says so
        max(coalesce(is_active, true)) as is_active,
        max(_loaded_at) as _loaded_at
    from ordered
    group by landed_agent_id

)

select
    source,
    copies,
    copy_rule,
    landed_agent_id,
    {{ pseudonym('landed_agent_id') }} as agent_id,
    name as agent_name,
    team_id,
    timezone,
    cast(hourly_cost as double) as hourly_cost_amount,
    is_bot,
    is_active,
    _loaded_at

from merged
-- so that sums over what is joined to it are the same to the last bit on every run
order by landed_agent_id
