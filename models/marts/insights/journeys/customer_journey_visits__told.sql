-- From when to when are all sources of each journey told of? A source is from its first row on; uses, calls and
-- visits to the portal as long as var `evidence` says. A ticket tells its own history.
with

sources as (

    {% for source, is in journey_sources().items() if not is.is_whole -%}
    select
        '{{ source }}' as source,
        {{ 'true' if source in ['ticket', 'ticket_event'] else 'false' }} as is_of_ticket,
        min({{ is.at }}) as told_from,
        {% if is.told -%}
        (
            select max(evidence.known_to) from {{ ref('int_evidence') }} as evidence
            where evidence.kind = '{{ is.told }}'
        ) as told_to
        {%- else -%}
        cast(null as timestamp) as told_to
        {%- endif %}
    from {{ is.relation }}
    {% if not loop.last -%}
    union all

    {% endif -%}
    {% endfor %}
),

journeys as (

    select distinct
        journey,
        subject,
        source
    from {{ ref('int_journey_stages') }}

)

select
    journeys.journey,
    max(sources.told_from) as told_from,
    min(sources.told_to) as told_to

from journeys
left join sources
    on
        journeys.source = sources.source
        and not (journeys.subject = 'ticket' and sources.is_of_ticket)
group by journeys.journey
