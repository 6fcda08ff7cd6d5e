-- What customers wrote: in messages on tickets, and as comments on surveys.
{{ config(materialized='view') }}
with

texts as (

    select
        message_id,
        cast(null as string) as response_id,
        customer_text as text
    from {{ ref('int_ticket_messages') }}
    where customer_text is not null

    union all

    select
        cast(null as string) as message_id,
        response_id,
        comment as text
    from {{ ref('int_survey_responses') }}
    where comment is not null

)

select
    message_id,
    response_id,
    text,
    md5(text) as text_hash

from texts
where trim(text) <> ''
