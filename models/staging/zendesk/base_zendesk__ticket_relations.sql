-- Into which ticket was one merged, and which one does it follow up, by what the other ticket lists? Where a loader has
-- no list of merged tickets, there is the sentence that Zendesk writes into each of them.
with

tickets as (

    select * from {{ ref('base_zendesk__tickets') }}

),

relations as (

    select
        {{ numbers_in('merged_ticket_ids') }} as ticket_id,
        id as merged_into_ticket_id,
        cast(null as string) as follow_up_of_ticket_id
    from tickets

    union all

    select
        {{ numbers_in('followup_ids') }} as ticket_id,
        cast(null as string) as merged_into_ticket_id,
        id as follow_up_of_ticket_id
    from tickets

    union all

    select
        comments.ticket_id,
        nullif(regexp_extract(comments.body, '(?i)merged into request #([0-9]+)', 1), '') as merged_into_ticket_id,
        cast(null as string) as follow_up_of_ticket_id
    from {{ ref('base_zendesk__comments') }} as comments
    inner join {{ ref('base_zendesk__tags') }} as tags
        on comments.ticket_id = tags.ticket_id and tags.tag = 'closed_by_merge'

)

select
    ticket_id,
    min(merged_into_ticket_id) as merged_into_ticket_id,
    min(follow_up_of_ticket_id) as follow_up_of_ticket_id

from relations
group by ticket_id
