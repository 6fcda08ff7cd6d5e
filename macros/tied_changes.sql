{#- The CTEs `paths`, every order in which the changes of `tied` can have happened, and `chosen`, the best one of each
    instant. The best has the fewest breaks, where a change does not begin with the value that the one before it left.
    The choice is unclear where two of the best differ in what counts: the last value, and how often a ticket is
    solved or reopened on the way. -#}
{% macro orders_of_tied_changes() -%}
paths as (

    select
        ticket_id,
        field,
        occurred_at,
        changes_at_once,
        value_after,
        '|' || cast(number as string) || '|' as path,
        concat(old_value, '>', new_value) as said,
        new_value as last_value,
        1 as steps,
        {{ is_break('value_before', 'old_value') }} as breaks,
        {{ is_turn('coalesce(value_before, old_value)', 'new_value') }} as turns
    from tied
    where changes_at_once <= 5

    union all

    select
        paths.ticket_id,
        paths.field,
        paths.occurred_at,
        paths.changes_at_once,
        paths.value_after,
        paths.path || cast(tied.number as string) || '|' as path,
        concat(paths.said, ' ', tied.old_value, '>', tied.new_value) as said,
        tied.new_value as last_value,
        paths.steps + 1 as steps,
        paths.breaks + {{ is_break('paths.last_value', 'tied.old_value') }} as breaks,
        paths.turns + {{ is_turn('paths.last_value', 'tied.new_value') }} as turns
    from paths
    inner join tied
        on
            paths.ticket_id = tied.ticket_id
            and paths.field = tied.field
            and paths.occurred_at = tied.occurred_at
            and instr(paths.path, '|' || cast(tied.number as string) || '|') = 0

),

ranked as (

    select
        *,
        rank() over (
            partition by ticket_id, field, occurred_at
            order by breaks asc, {{ is_break('last_value', 'value_after') }} asc
        ) as place
    from paths
    where steps = changes_at_once

),

chosen as (

    select
        ticket_id,
        field,
        occurred_at,
        min_by(path, said || path) as path,
        count(distinct last_value || cast(turns as string)) > 1 as is_unclear
    from ranked
    where place = 1
    group by ticket_id, field, occurred_at

)
{%- endmacro %}

{#- 1 where a value is known and is not the one before it. -#}
{% macro is_break(before, value) -%}
    case when {{ before }} <> {{ value }} then 1 else 0 end
{%- endmacro %}

{#- 1 where a ticket is solved or reopened. -#}
{% macro is_turn(before, after) -%}
    case
            when coalesce({{ before }} in ('solved', 'closed'), false) <> ({{ after }} in ('solved', 'closed')) then 1
            else 0
        end
{%- endmacro %}
