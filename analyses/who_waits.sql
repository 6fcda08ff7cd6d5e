-- Who waits? The tickets that are open now, by team and priority: how many, for how long, and how many of them have
-- not even had a first reply.
with

targets as (

    select
        ticket_id,
        bool_or(is_due and not is_kept) as is_breached
    from {{ ref('fct_sla_targets') }}
    group by ticket_id

)

select
    coalesce(teams.team_name, tickets.team_id, 'no team') as team,
    coalesce(tickets.priority, 'no priority') as priority,
    count(*) as open_tickets,
    count(case when tickets.first_reply_at is null then 1 end) as without_reply,
    median({{ seconds_between('tickets.created_at', 'present.as_of') }}) / 86400 as median_days_open,
    max({{ seconds_between('tickets.created_at', 'present.as_of') }}) / 86400 as longest_days_open,
    count(case when targets.is_breached then 1 end) as past_their_target
from {{ ref('fct_tickets') }} as tickets
cross join {{ ref('metric_as_of') }} as present
left join {{ ref('dim_teams') }} as teams on tickets.team_id = teams.team_id
left join targets on tickets.ticket_id = targets.ticket_id
where not tickets.is_solved
group by all
order by past_their_target desc, open_tickets desc
