-- From when to when was each ticket open, and until when did the customer wait for a first reply?
with

moves as (

    select
        *,
        -- a span of no length, where nobody tells how long the ticket was open
        case
            when backlog_change is null then moved_at
            else lead(moved_at) over (partition by ticket_id order by moved_at)
        end as next_moved_at
    from {{ ref('fct_ticket_backlog_moves') }}

),

spans as (

    select
        moves.*,
        milestones.first_reply_at,
        -- nobody owes an answer to a ticket that an agent opened, or that was solved at once without a message
        milestones.created_by <> 'agent'
        and not coalesce(milestones.is_solved_on_arrival, false)
        and coalesce(milestones.first_reply_at > moves.moved_at, true) as is_unanswered,
        coalesce(
            evidence.reply_unknown_because,
            case when is_unanswered then moves.backlog_change_unknown_because end
        ) as is_unanswered_unknown_because
    from moves
    inner join {{ ref('int_ticket_milestones') }} as milestones on moves.ticket_id = milestones.ticket_id
    inner join {{ ref('int_ticket_evidence') }} as evidence on moves.ticket_id = evidence.ticket_id
    where coalesce(moves.backlog_change, 1) = 1

)

select
    ticket_id,
    account_id,
    cluster_id,
    agent_id,
    team_id,
    channel,
    priority,
    complexity,
    product_area,
    moved_at as opened_at,
    next_moved_at as closed_at,
    case when is_unanswered_unknown_because is null then is_unanswered end as is_unanswered,
    is_unanswered_unknown_because,
    -- least ignores what is null
    case when is_unanswered_unknown_because is null and is_unanswered then least(first_reply_at, next_moved_at) end
        as unanswered_until

from spans
