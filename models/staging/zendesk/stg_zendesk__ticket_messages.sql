-- What was written on each ticket, and was its author staff when writing it? Comments, and each message of a chat.
with

chats as (

    {{ staged('zendesk', 'ticket_chat') }}

),

events as (

    {{ staged('zendesk', 'ticket_chat_event') }}

),

chat_tickets as (

    select distinct
        chat_id,
        ticket_id
    from chats

),

chat_messages as (

    {{ current_rows(
        'events', ['chat_id', 'created_at', 'actor_id', 'chat_index'], kept="type = 'ChatMessage'", line=none
    ) }}

),

messages as (

    select
        id as message_id,
        ticket_id,
        created as sent_at,
        user_id as author_id,
        public as is_public,
        case
            when coalesce(voice_comment, false) then 'phone'
            else {{ vendor_word('zendesk', 'channel', 'via_channel') }}
        end as channel,
        body,
        _source_file,
        _source_row,
        _loaded_at
    from {{ ref('base_zendesk__comments') }}
    where not coalesce(_fivetran_deleted, false)

    union all

    select
        concat_ws(
            '-', chat_messages.chat_id, cast(chat_messages.created_at as string), chat_messages.actor_id,
            chat_messages.chat_index
        ) as message_id,
        chat_tickets.ticket_id,
        chat_messages.created_at as sent_at,
        chat_messages.actor_id as author_id,
        true as is_public,
        'chat' as channel,
        chat_messages.message as body,
        chat_messages._source_file,
        cast(null as bigint) as _source_row,
        chat_messages._loaded_at
    from chat_messages
    inner join chat_tickets on chat_messages.chat_id = chat_tickets.chat_id

)

select
    {{ as_contract('ticket_messages', {
        'message_id': 'messages.message_id',
        'ticket_id': 'messages.ticket_id',
        'sent_at': 'messages.sent_at',
        'author_id': "nullif(messages.author_id, '-1')",
        'author_type': "case
            when coalesce(messages.author_id, '-1') = '-1' then 'bot'
            else coalesce(roles.role, 'customer')
        end",
        'is_public': 'messages.is_public',
        'channel': 'messages.channel',
        'body': 'messages.body',
        '_source_file': 'messages._source_file',
        '_source_row': 'messages._source_row',
        '_loaded_at': 'messages._loaded_at',
    }) }}

from messages
left join {{ ref('base_zendesk__roles') }} as roles
    on
        messages.author_id = roles.user_id
        and messages.sent_at >= roles.starts_at
        and messages.sent_at < roles.ends_at
