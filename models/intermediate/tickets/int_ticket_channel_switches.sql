-- How often did the customer have to change the channel, up to the end of the window after the first solve?
-- A switch that both an event and a message tell of is one: only a channel unlike the one before it counts.
with

channels as (

    select
        ticket_id,
        occurred_at,
        lower(old_value) as previous_channel,
        lower(new_value) as channel,
        step
    from {{ ref('int_ticket_changes') }}
    where field = 'channel' and new_value is not null

    union all

    select
        ticket_id,
        sent_at as occurred_at,
        null as previous_channel,
        lower(channel) as channel,
        null as step
    from {{ ref('int_ticket_messages') }}
    where is_customer_message and channel is not null

),

-- of what happened at one instant, a message on the channel before the change came first, and any other after it
placed as (

    select
        *,
        case
            when step is not null then 1
            when channel = min(previous_channel) over (partition by ticket_id, occurred_at) then 0
            else 2
        end as place
    from channels

),

switches as (

    select
        channels.ticket_id,
        channels.channel,
        coalesce(
            lag(channels.channel) over (
                partition by channels.ticket_id
                order by channels.occurred_at asc, channels.place asc, channels.step asc, channels.channel asc
            ),
            channels.previous_channel
        ) as previous_channel
    from placed as channels
    inner join {{ ref('int_ticket_solves') }} as solves
        on
            channels.ticket_id = solves.ticket_id
            and channels.occurred_at <= solves.window_ends_at

)

select
    ticket_id,
    count(*) as channel_switches_in_window

from switches
where channel <> previous_channel
group by ticket_id
