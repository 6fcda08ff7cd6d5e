-- Every event that matches a stage of a journey, by whose journey it is. An event that matches several stages of one
-- journey counts for the one that asks for a word, else for the first one.
with

stages as (

    select * from {{ ref('int_journey_stages') }}

),

matches as (

    {% for source, is in journey_sources().items() -%}
    {% set source_loop = loop -%}
    {% for column, word in dict({none: none}, **is.columns).items() -%}
    select
        stages.*,
        events.*,
        {{ source_loop.index }} as source_number
    from (
        select
            {{ is.id }} as event_id,
            {{ is.account }} as account_id,
            {{ is.ticket or 'cast(null as varchar)' }} as ticket_id,
            {{ is.at }} as happened_at,
            cast({{ is.sequence or 0 }} as bigint) as sequence,
            {{ 'lower(trim(' ~ word ~ '))' if word else 'cast(null as varchar)' }} as said
        from {{ is.relation }}
        where {{ is.at }} is not null{{ ' and ' ~ is.where if is.where }}
    ) as events
    inner join stages
        on
            stages.source = '{{ source }}'
            {% if column -%}
            and stages.rule_column = '{{ column }}'
            and events.said = stages.word
            {% else -%}
            and stages.rule_column is null
            {% endif -%}
    {% if not (loop.last and source_loop.last) -%}
    union all

    {% endif -%}
    {% endfor -%}
    {% endfor %}
),

owned as (

    select
        *,
        case subject when 'ticket' then ticket_id else account_id end as subject_id
    from matches

),

placed as (

    select
        owned.*,
        row_number() over (
            partition by owned.journey, owned.subject_id, owned.source, owned.event_id, owned.sequence
            order by case when owned.rule_column is null then 1 else 0 end asc, owned.position asc
        ) as place
    from owned
    cross join {{ ref('int_as_of') }} as as_of
    where owned.subject_id is not null and owned.happened_at <= as_of.as_of

)

select * from placed
where place = 1
