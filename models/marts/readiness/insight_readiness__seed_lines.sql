-- Which lines of the seeds that insights read does nothing match: stages that no event is counted for, and components
-- of health that are known of no account?
with

unmatched_rules as (

    select
        journey,
        stage,
        source,
        rule_column,
        word
    from {{ ref('int_journey_stages') }}
    except
    select
        journey,
        stage,
        source,
        rule_column,
        word
    from {{ ref('customer_journey_visits__events') }}

),

stages as (

    select
        concat(
            journey, ': ', stage, ' (', source,
            case when word is null then '' else concat('.', rule_column, ' = ', word) end, ')'
        ) as line
    from unmatched_rules

),

known as (

    select distinct component from {{ ref('customer_health__components') }}
    where points is not null

),

unmatched as (

    select
        'stages' as kind,
        line
    from stages
    union all
    select
        'components' as kind,
        concat(weights.component, ' (', weights.metric_id, ')') as line
    from {{ ref('health_weights') }} as weights
    left join known on weights.component = known.component
    where weights.weight > 0 and known.component is null

),

readers as (

    {% for insight, kind in {
        'customer_health': 'components',
        'customer_health_validity': 'components',
        'customer_journey_experience': 'stages',
        'customer_journey_paths': 'stages',
        'customer_journey_stages': 'stages',
        'customer_journey_transitions': 'stages',
        'customer_journey_visits': 'stages',
    }.items() -%}
    select
        '{{ insight }}' as insight,
        '{{ kind }}' as kind
    {% if not loop.last -%}
    union all

    {% endif -%}
    {% endfor %}
)

select
    readers.insight,
    {{ dbt.listagg('unmatched.line', "'; '", 'order by unmatched.line') }} as unmatched
from readers
inner join unmatched on readers.kind = unmatched.kind
group by readers.insight
