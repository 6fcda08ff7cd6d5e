-- Through which stages did each journey go, when, and where did it stop?
with

visits as (

    select
        sequences.*,
        as_of.as_of,
        sequences.last_event_at + interval '90' day as silent_at,
        sequences.next_stage is null and not sequences.is_end as is_open,
        case
            when sequences.is_end then sequences.last_event_at
            else coalesce(sequences.next_entered_at, as_of.as_of)
        end as left_at,
        case sequences.subject when 'ticket' then tickets.account_id else sequences.subject_id end as account_id,
        case sequences.subject when 'ticket' then tickets.cluster_id else sequences.subject_id end as cluster_id
    from {{ ref('customer_journey_visits__sequences') }} as sequences
    cross join {{ ref('int_as_of') }} as as_of
    left join {{ ref('fct_tickets') }} as tickets
        on case when sequences.subject = 'ticket' then sequences.subject_id end = tickets.ticket_id

),

-- whether an account is a customer at all, and so can be lost
customers as (

    select distinct account_id
    from {{ ref('fct_account_spans') }}

),

lost as (

    select
        visits.journey,
        visits.subject_id,
        visits.journey_number,
        visits.visit_number,
        bool_or(losses.lost_at <= visits.left_at) as is_lost_in_it,
        bool_or(losses.lost_at = visits.left_at) as is_lost_at_once,
        bool_or(losses.lost_at > visits.left_at and losses.lost_at < visits.left_at + interval '90' day)
            as is_lost_soon_after
    from visits
    inner join {{ ref('account_losses') }} as losses
        on visits.account_id = losses.account_id and visits.entered_at <= losses.lost_at
    group by visits.journey, visits.subject_id, visits.journey_number, visits.visit_number

)

select
    visits.journey,
    visits.subject,
    visits.subject_id,
    visits.account_id,
    visits.cluster_id,
    visits.journey_number,
    visits.visit_number,
    visits.stage,
    visits.position,
    visits.is_end,
    visits.entered_at,
    visits.last_event_at,
    visits.left_at,
    visits.next_stage,
    visits.next_entered_at,
    visits.is_open,
    visits.is_return,
    cast(visits.events as bigint) as event_count,
    -- known once the 90 days and the grace of a loss in them are over, and all of them were told of
    case
        when
            not visits.is_end
            and {{ is_grace_over('visits.silent_at', 'visits.as_of') }}
            and coalesce(visits.silent_at <= visits.told_to, true)
            then visits.is_open or visits.left_at > visits.silent_at or coalesce(lost.is_lost_in_it, false)
    end as is_dropped,
    case
        when
            visits.next_stage is not null
            and customers.account_id is not null
            and not coalesce(lost.is_lost_at_once, false)
            and {{ is_grace_over("(visits.left_at + interval '90' day)", 'visits.as_of') }}
            then coalesce(lost.is_lost_soon_after, false)
    end as is_lost_within_90d

from visits
left join lost
    on
        visits.journey = lost.journey
        and visits.subject_id = lost.subject_id
        and visits.journey_number = lost.journey_number
        and visits.visit_number = lost.visit_number
left join customers on visits.account_id = customers.account_id
