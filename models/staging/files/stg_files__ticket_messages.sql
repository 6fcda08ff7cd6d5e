select
    {{ blank_to_null('message_id') }} as message_id,
    {{ blank_to_null('ticket_id') }} as ticket_id,
    sent_at,
    {{ blank_to_null('author_id') }} as author_id,
    {{ blank_to_null('author_type', 80) }} as author_type,
    is_public,
    {{ blank_to_null('channel', 80) }} as channel,
    {{ blank_to_null('body') }} as body,
    _loaded_at

from {{ source('files', 'ticket_messages') }}
