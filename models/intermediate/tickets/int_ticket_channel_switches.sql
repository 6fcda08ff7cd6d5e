-- How often did the customer have to change the channel, up to the end of the window after the first solve?
-- A switch that both an event and a message tell of is one: only a channel unlike the one before it counts.
with

channels as (

    select
        ticket_id,
        occurred_at,
        old_value as previous_channel,
        new_value as channel
    from {{ ref('int_ticket_events') }}
    where field = 'channel' and new_value is not null

    union all

    select
        ticket_id,
        sent_at as occurred_at,
        null as previous_channel,
        channel
    from {{ ref('int_ticket_messages') }}
    where is_customer_message and channel is not null

),

switches as (

    select
        channels.ticket_id,
        lower(channels.channel) as channel,
        lower(
            coalesce(
                lag(channels.channel) over (
                    partition by channels.ticket_id
                    order by channels.occurred_at asc, lower(channels.channel) asc
                ),
                channels.previous_channel
            )
        ) as previous_channel
    from channels
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
