-- From when to when does each source show that it tells of each kind of thing, between the holes?
with

marked as (

    select
        kind,
        source,
        channel,
        month_start_on,
        first_told_at
    from {{ ref('int_evidence_months') }}

    union all

    select
        *,
        null as first_told_at
    from {{ ref('int_evidence_holes') }}

),

stretches as (

    select
        *,
        sum(case when first_told_at is null then 1 else 0 end) over (
            partition by kind, source, channel
            order by month_start_on asc
        ) as stretch
    from marked

)

select
    stretches.kind,
    stretches.source,
    stretches.channel,
    case when stretches.stretch = 0 then min(beginnings.known_from) else min(stretches.first_told_at) end
        as known_from,
    case
        when stretches.kind in ({{ open_kinds() }}) then cast('9999-12-31' as timestamp)
        else {{ from_reporting_time("max(stretches.month_start_on) + interval '1' month") }}
    end as known_to

from stretches
inner join {{ ref('int_evidence_beginnings') }} as beginnings
    on
        stretches.kind = beginnings.kind
        and stretches.source = beginnings.source
        and coalesce(stretches.channel, '*') = coalesce(beginnings.channel, '*')
where stretches.first_told_at is not null
group by stretches.kind, stretches.source, stretches.channel, stretches.stretch
