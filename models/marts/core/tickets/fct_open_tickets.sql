-- Which tickets were open at the end of each week and month, and now, how old were they, and who waited for a reply?
with

days as (

    select
        date_on,
        {{ from_reporting_time("date_on + interval '1' day") }} as next_day_starts_at
    from {{ ref('int_dates') }}
    -- a quarter ends with a month
    where
        date_trunc('week', date_on + interval '1' day) > date_on
        or date_trunc('month', date_on + interval '1' day) > date_on

),

-- `cut_at`: what happened before that instant had happened by then
checkpoints as (

    select
        days.next_day_starts_at - interval '1' second as observed_at,
        days.next_day_starts_at as period_ends_at,
        days.next_day_starts_at as cut_at
    from days
    cross join {{ ref('int_as_of') }} as as_of
    where days.next_day_starts_at <= as_of.as_of

    union all

    select
        as_of as observed_at,
        as_of as period_ends_at,
        {{ add_seconds('as_of', '0.000001') }} as cut_at
    from {{ ref('int_as_of') }}

)

select
    spans.ticket_id,
    spans.account_id,
    spans.cluster_id,
    spans.agent_id,
    spans.team_id,
    spans.channel,
    spans.priority,
    spans.complexity,
    spans.product_area,
    checkpoints.observed_at,
    case
        when tickets.created_at < checkpoints.cut_at
            then {{ seconds_between('tickets.created_at', 'checkpoints.period_ends_at') }}
    end as age_seconds,
    case when tickets.created_at >= checkpoints.cut_at then 'disordered' end as age_seconds_unknown_because,
    spans.is_unanswered and coalesce(spans.unanswered_until >= checkpoints.cut_at, true) as is_unanswered,
    spans.is_unanswered_unknown_because

from {{ ref('fct_ticket_open_spans') }} as spans
inner join {{ ref('int_tickets') }} as tickets on spans.ticket_id = tickets.ticket_id
inner join checkpoints
    on
        spans.opened_at < checkpoints.cut_at
        and (spans.closed_at is null or spans.closed_at >= checkpoints.cut_at)
