"""Calls of Talk, with the two ends of each; those that contradict themselves are left out."""

from customer_performance.demo.shapes.zendesk_users import SYNCED

STEPS = {
    # Where the exchange wrote down no outcome, Talk knows one: somebody answered, or nobody did.
    "sound_calls": """
        select
            *, coalesce(outcome, if(answered_at is null, 'abandoned', 'answered')) as result,
            row_number() over (order by queued_at, call_id) as id
        from plain.calls
        where ended_at is not null
            and ended_at >= greatest(queued_at, coalesce(answered_at, queued_at))
            and coalesce(answered_at >= queued_at, true)
            and coalesce(direction in ('inbound', 'outbound'), true)
            and coalesce(outcome in ('answered', 'abandoned', 'voicemail', 'callback'), true)
            and coalesce(wrap_up_seconds >= 0, true)
            and (coalesce(outcome, 'answered') <> 'answered' or (answered_at is null) = (agent_id is null))
            and not coalesce(outcome = 'answered' and answered_at is null, false)
            and not coalesce(outcome = 'abandoned' and answered_at is not null, false)
    """,
    # The machine that takes a message, or a number to call back, is no agent.
    "talk": """
        select
            *, if(result = 'answered', answered_at, null) as taken_at,
            cast(epoch(coalesce(answered_at, ended_at)) - epoch(queued_at) as bigint) as waited,
            if(result = 'answered', agent_id, null) as taker
        from sound_calls
    """,
}

TABLES = {
    "calls": f"""
        select
            talk.id, talk.queued_at as created_at, talk.ended_at as updated_at,
            coalesce(talk.direction, 'inbound') as direction, users.id as agent_id, groups.id as call_group_id,
            tickets.number as ticket_id, talk.waited as wait_time,
            if(talk.taken_at is null, null, talk.waited) as time_to_answer,
            cast(coalesce(epoch(talk.ended_at) - epoch(talk.taken_at), 0) as bigint) as talk_time,
            cast(epoch(talk.ended_at) - epoch(talk.queued_at) as bigint) as duration, 0 as hold_time,
            cast(talk.wrap_up_seconds as bigint) as wrap_up_time,
            case talk.result when 'abandoned' then 'abandoned_in_queue' else 'completed' end as completion_status,
            talk.result = 'voicemail' as voicemail, talk.result = 'callback' as callback, false as exceeded_queue_time,
            {SYNCED} as _fivetran_synced
        from talk
        left join user_numbers as users on users.person = talk.taker
        left join group_numbers as groups using (team_id)
        left join ticket_numbers as tickets using (ticket_id)
        order by talk.id
    """,
    "legs": f"""
        select
            row_number() over (order by talk.id, sides.type desc) as id, talk.id as call_id, sides.type,
            if(sides.type = 'agent', users.id, null) as agent_id, talk.queued_at as created_at,
            cast(epoch(talk.ended_at) - epoch(if(sides.type = 'agent', talk.taken_at, talk.queued_at)) as bigint)
                as duration,
            {SYNCED} as _fivetran_synced
        from talk
        join (values ('customer'), ('agent')) as sides(type) on sides.type = 'customer' or talk.taken_at is not null
        left join user_numbers as users on users.person = talk.taker
        order by 1
    """,
}
