-- From when to when does each source tell of each kind of thing, so that none of it means none, and not unknown?
with

spans as (

    select * from {{ ref('int_evidence_spans') }}

    {% for kind, declared in var('evidence').items() if declared.spans -%}
    union all

    select
        '{{ kind }}' as kind,
        source,
        channel,
        known_from,
        known_to
    from {{ ref(declared.spans) }}

    {% endfor %}

),

channels as (

    select distinct
        source,
        {{ channel_of('channel') }} as channel
    from {{ ref('int_tickets') }}

),

-- what a source.yml says holds for ever, and for every channel that the source has
said as (

    select
        tells.kind,
        tells.source,
        channels.channel
    from {{ source('landing', 'source_tells') }} as tells
    inner join channels on tells.source = channels.source
    where tells.kind in ({{ kinds_of_channels() }})

    union all

    select
        kind,
        source,
        cast(null as string) as channel
    from {{ source('landing', 'source_tells') }}
    where kind not in ({{ kinds_of_channels() }})

)

select spans.*
from spans
left join said
    on
        spans.kind = said.kind
        and spans.source = said.source
        and coalesce(spans.channel, '*') = coalesce(said.channel, '*')
where said.kind is null

union all

select
    kind,
    source,
    channel,
    {{ known_for_ever() }}
from said
