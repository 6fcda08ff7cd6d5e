select
    {{ blank_to_null('response_id') }} as response_id,
    {{ blank_to_null('kind', 80) }} as kind,
    {{ blank_to_null('account_id') }} as account_id,
    {{ blank_to_null('contact_id') }} as contact_id,
    {{ blank_to_null('ticket_id') }} as ticket_id,
    {{ blank_to_null('order_id') }} as order_id,
    {{ blank_to_null('touchpoint', 80) }} as touchpoint,
    sent_at,
    responded_at,
    score,
    scale_min,
    scale_max,
    {{ blank_to_null('higher_is', 80) }} as higher_is,
    {{ blank_to_null('comment') }} as comment,
    _loaded_at

from {{ source('files', 'survey_responses') }}
