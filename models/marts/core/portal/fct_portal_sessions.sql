-- Every visit to the portal: what was read, and whether it spared the contact a ticket or a call.
with

sessions as (

    select * from {{ ref('int_portal_sessions') }}
    where not is_test

),

readings as (

    select
        session_id,
        count(*) as article_view_count,
        count(*) filter (where is_engaged) as engaged_view_count,
        count(*) filter (where vote = 1) as helpful_vote_count,
        count(*) filter (where vote = -1) as unhelpful_vote_count
    from {{ ref('fct_article_views') }}
    group by session_id

),

follow_ups as (

    select
        session_id,
        count(*) filter (where kind = 'ticket') as ticket_count,
        count(*) filter (where kind = 'call') as call_count
    from {{ ref('int_portal_follow_ups') }}
    group by session_id

),

-- before the first ticket or call that names a contact, it is unknown whether a visitor asked for help
known_contacts as (

    select created_at as made_at from {{ ref('int_tickets') }}
    where contact_id is not null

    union all

    select queued_at as made_at from {{ ref('int_calls') }}
    where contact_id is not null

),

recording as (

    select min(made_at) as known_from
    from known_contacts

),

judged as (

    select
        sessions.*,
        case
            when sessions.contact_id is null then 'no_contact'
            when sessions.is_date_only then 'no_time_of_day'
            when sessions.ended_at is null then 'disordered'
            when not coalesce(sessions.started_at >= recording.known_from, false) then 'not_told'
            -- a ticket of nobody may be the visitor's
            when nameless.session_id is not null then 'not_told'
        end as is_deflected_unknown_because
    from sessions
    cross join recording
    left join {{ ref('int_nameless_visits') }} as nameless on sessions.session_id = nameless.session_id

)

select
    sessions.session_id,
    sessions.account_id,
    sessions.contact_id,
    sessions.cluster_id,
    coalesce(readings.article_view_count, 0) as article_view_count,
    coalesce(readings.helpful_vote_count, 0) as helpful_vote_count,
    coalesce(readings.unhelpful_vote_count, 0) as unhelpful_vote_count,
    coalesce(follow_ups.ticket_count, 0) as tickets_in_window,
    coalesce(follow_ups.call_count, 0) as calls_in_window,
    coalesce(readings.article_view_count, 0) > 0 as has_article_read,
    coalesce(readings.engaged_view_count, 0) > 0 as is_engaged,
    coalesce(
        coalesce(sessions.ended_at, sessions.started_at) + interval '{{ var("deflection_hours") }}' hour
        <= as_of.as_of, false
    ) as is_deflection_window_closed,
    case when sessions.is_deflected_unknown_because is null then follow_ups.session_id is null end as is_deflected,
    sessions.is_deflected_unknown_because,
    sessions.started_at,
    sessions.ended_at

from judged as sessions
cross join {{ ref('int_as_of') }} as as_of
left join readings on sessions.session_id = readings.session_id
left join follow_ups on sessions.session_id = follow_ups.session_id
