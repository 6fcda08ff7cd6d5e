-- From when to when does each source tell of its replies on each channel, so that a ticket without one is unanswered?
with

stretches as (

    select
        *,
        sum(case when is_told then 0 else 1 end) over (
            partition by source, channel
            order by month_start_on asc
        ) as stretch
    from {{ ref('int_reply_months') }}

),

told as (

    select
        source,
        channel,
        {{ from_reporting_time('cast(min(month_start_on) as timestamp)') }} as known_from,
        {{ from_reporting_time("max(month_start_on) + interval '1' month") }} as known_to
    from stretches
    where is_told
    group by source, channel, stretch

)

select
    told.source,
    told.channel,
    greatest(told.known_from, messages.known_from) as known_from,
    least(told.known_to, messages.known_to) as known_to

from told
inner join {{ ref('int_evidence_spans') }} as messages
    on
        messages.kind = 'message'
        and told.source = messages.source
        and told.channel = messages.channel
        and told.known_from < messages.known_to
        and told.known_to > messages.known_from
