-- Each line of the seed journey_stages names a source and a column that exist; each journey has an end, and each of its
-- stages a place of its own.
{{ config(fail_calc=stop_with('reason'), tags=['advanced']) }}
{% set sources = journey_sources() -%}
{% set of_tickets = [] -%}
{% for source, is in sources.items() if is.ticket -%}{% do of_tickets.append(source) %}{% endfor -%}

with

columns_of_sources (source, columns) as (

    values
    {% for source, is in sources.items() -%}
    ('{{ source }}', '{{ is.columns | join(", ") }}'){{ ',' if not loop.last }}
    {% endfor %}
),

stages as (

    select
        *,
        coalesce(trim(rule_column), '') as rule_on,
        coalesce(trim(rule_values), '') as rule_words
    from {{ ref('journey_stages') }}

),

positions as (

    select
        journey,
        stage,
        count(distinct position) as positions,
        count(distinct is_end) as ends,
        min(position) as position
    from stages
    group by journey, stage

),

shared as (

    select
        journey,
        position,
        count(*) as stages
    from positions
    group by journey, position

),

journeys as (

    select
        journey,
        bool_or(is_end) as has_end,
        count(distinct subject) as subjects
    from stages
    group by journey

),

problems as (

    select
        stages.*,
        case
            when stages.subject not in ('account', 'ticket') then 'a journey is of an account or of a ticket'
            when journeys.subjects > 1 then 'the lines of one journey name two subjects'
            when stages.stage in ('{{ words_of_exits() | join("', '") }}') or position(' > ' in stages.stage) > 0
                then 'a stage cannot be called so; take another name'
            when known.source is null then 'no such source; there are {{ sources | join(", ") }}'
            when stages.subject = 'ticket' and stages.source not in ('{{ of_tickets | join("', '") }}')
                then 'nothing of it belongs to a ticket; take {{ of_tickets | join(", ") }}'
            when stages.rule_on <> '' and not {{ holds_word('known.columns', 'stages.rule_on') }}
                then concat('no such rule_column; of this source ', coalesce(nullif(known.columns, ''), 'none'), ' decides')
            when stages.rule_on <> '' and stages.rule_words = ''
                then 'rule_values is empty: name the words of the column that count, or empty rule_column'
            when stages.rule_on = '' and stages.rule_words <> ''
                then 'rule_column is empty: name the column that has these words, or empty rule_values'
            when positions.positions > 1 then 'the stage stands at two positions'
            when shared.stages > 1 then 'two stages stand at this position'
            when positions.ends > 1 then 'is_end of the stage is true on one line and false on another'
            when not journeys.has_end then 'no stage of the journey has is_end true'
        end as problem
    from stages
    inner join journeys on stages.journey = journeys.journey
    inner join positions on stages.journey = positions.journey and stages.stage = positions.stage
    inner join shared on stages.journey = shared.journey and positions.position = shared.position
    left join columns_of_sources as known on stages.source = known.source

)

select
    concat(
        'seeds/journey_stages.csv, ', journey, ',', subject, ',', stage, ',', cast(position as string), ',', source, ',',
        rule_on, ',', rule_words, ',', cast(is_end as string), ': ', problem
    ) as reason

from problems
where problem is not null
