-- Every offer that a customer asked for: how soon it was sent, by the clock of the desk, and what came of it.
with

schedules as (

    select
        schedule_id,
        is_sound
    from {{ ref('int_schedules') }}
    group by schedule_id, is_sound

),

quotes as (

    select
        quotes.*,
        case
            when team_schedules.schedule_id is null then defaults.schedule_id
            when team_schedules.is_sound then team_schedules.schedule_id
        end as schedule_id,
        case
            when quotes.sent_at is null and quotes.status in ('accepted', 'rejected', 'expired') then 'not_told'
            -- where none was ever sent, the source does not tell of it
            when
                quotes.sent_at is null and max(quotes.sent_at) over (partition by quotes.source) is null
                then 'not_told'
            when quotes.sent_at is null then null
            when quotes.is_requested_at_date_only or quotes.is_sent_at_date_only then 'no_time_of_day'
            when quotes.sent_at < quotes.requested_at or quotes.requested_at < {{ earliest_moment() }} then 'disordered'
        end as turnaround_unknown_because,
        quotes.requested_at + interval '{{ var("quote_promise_days") }}' day as promised_at
    from {{ ref('int_quotes') }} as quotes
    left join {{ ref('int_default_schedules') }} as defaults on quotes.source = defaults.source
    left join {{ ref('int_teams') }} as teams on quotes.team_id = teams.team_id
    left join schedules as team_schedules on teams.schedule_id = team_schedules.schedule_id
    where quotes.is_counted

),

-- rounded to the microsecond, which is what a timestamp holds
clocked as (

    select
        quotes.*,
        round(
            case
                when quotes.schedule_id is null then {{ seconds_between('quotes.requested_at', 'quotes.sent_at') }}
                else
                    {{ business_clock_at('sending', 'quotes.sent_at') }}
                    - {{ business_clock_at('request', 'quotes.requested_at') }}
            end,
            6
        ) as turnaround_seconds
    from quotes
    {{ join_business_clock('request', 'quotes.schedule_id', 'quotes.requested_at') }}
    {{ join_business_clock('sending', 'quotes.schedule_id', 'quotes.sent_at') }}

)

select
    clocked.quote_id,
    clocked.account_id,
    clocked.cluster_id,
    clocked.agent_id,
    clocked.team_id,
    clocked.status,
    clocked.amount,
    clocked.requested_at,
    clocked.sent_at,
    clocked.decided_at,
    clocked.promised_at,
    clocked.schedule_id is not null as is_in_business_hours,
    {{ where_known('clocked.turnaround_seconds', 'clocked.turnaround_unknown_because') }} as turnaround_seconds,
    clocked.turnaround_unknown_because,
    clocked.promised_at <= as_of.as_of as is_promise_due,
    -- decided without a time of sending: it was sent, nobody knows when
    {{ where_known('coalesce(clocked.sent_at <= clocked.promised_at, false)', 'clocked.turnaround_unknown_because') }}
        as is_sent_as_promised,
    clocked.status in ('accepted', 'rejected', 'expired') and clocked.decided_at is not null as is_decided,
    clocked.status = 'accepted' as is_accepted

from clocked
cross join {{ ref('int_as_of') }} as as_of
