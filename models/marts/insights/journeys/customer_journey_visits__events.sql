-- Every event that matches a stage of a journey, by whose journey it is. An event that matches several stages of one
-- journey counts for the one that asks for a word, else for the first one.
{% set columns = [
    'journey', 'subject', 'subject_id', 'stage', 'position', 'is_end', 'rule_column', 'word', 'source', 'source_number',
    'event_id', 'sequence', 'happened_at'
] -%}
with

stages as (

    select
        *,
        min(coalesce(rule_column, '')) over (partition by journey, source)
        <> max(coalesce(rule_column, '')) over (partition by journey, source)
        or count(*) over (partition by journey, source, rule_column, word) > 1 as is_contested
    from {{ ref('int_journey_stages') }}

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
            {{ is.ticket or 'cast(null as string)' }} as ticket_id,
            {{ is.at }} as happened_at,
            cast({{ is.sequence or 0 }} as bigint) as sequence,
            {{ 'lower(trim(' ~ word ~ '))' if word else 'cast(null as string)' }} as said
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
        matches.*,
        case matches.subject when 'ticket' then matches.ticket_id else matches.account_id end as subject_id
    from matches
    cross join {{ ref('int_as_of') }} as as_of
    where matches.happened_at <= as_of.as_of

),

-- sorting all events takes long; few can match several stages, if any
chosen as (

    select
        *,
        row_number() over (
            partition by journey, subject_id, source, event_id, sequence
            order by case when rule_column is null then 1 else 0 end asc, position asc
        ) as place
    from owned
    where is_contested

)

{% for events, is_wanted in [('owned', 'not is_contested'), ('chosen', 'place = 1')] -%}
select {{ columns | join(', ') }}
from {{ events }}
where subject_id is not null and {{ is_wanted }}
{% if not loop.last %}
union all

{% endif -%}
{% endfor %}
