-- What was written on each case? Mails, but no drafts and none about something else, and comments. Who sent a mail that
-- came in is the one contact with its address; nobody else than staff and programs sends one out.
with

mails as (

    select * from ({{ salesforce_records('email_message') }}) as mails
    where not is_gone and parent_id is not null and coalesce(lower(status) not in ('5', 'draft'), true)

),

comments as (

    select * from ({{ salesforce_records('case_comment') }}) as comments
    where not is_gone

),

users as (

    select * from {{ ref('base_salesforce__users') }}

),

addresses as (

    select
        {{ email_of('email') }} as address,
        max(id) as contact_id
    from ({{ salesforce_records('contact') }}) as contacts
    where not is_gone and email is not null
    group by {{ email_of('email') }}
    having count(*) = 1

),

messages as (

    select
        mails.id as message_id,
        mails.parent_id as ticket_id,
        mails.message_date as sent_at,
        case
            when coalesce(mails.incoming, addresses.contact_id is not null) then addresses.contact_id
            else mails.created_by_id
        end as author_id,
        case
            when coalesce(mails.incoming, addresses.contact_id is not null) then 'customer'
            when users.role = 'bot' then 'bot'
            else 'agent'
        end as author_type,
        true as is_public,
        'email' as channel,
        mails.text_body as body,
        mails._source_file,
        mails._source_row,
        mails._loaded_at
    from mails
    left join addresses on {{ email_of('mails.from_address') }} = addresses.address
    left join users on mails.created_by_id = users.id

    union all

    select
        comments.id as message_id,
        comments.parent_id as ticket_id,
        comments.created_date as sent_at,
        case when users.role = 'customer' then users.contact_id else comments.created_by_id end as author_id,
        coalesce(users.role, 'agent') as author_type,
        coalesce(comments.is_published, false) as is_public,
        cast(null as string) as channel,
        comments.comment_body as body,
        comments._source_file,
        comments._source_row,
        comments._loaded_at
    from comments
    left join users on comments.created_by_id = users.id

)

select
    {{ as_contract('ticket_messages', {
        'message_id': 'messages.message_id',
        'ticket_id': 'messages.ticket_id',
        'sent_at': 'messages.sent_at',
        'author_id': 'coalesce(merged.survivor_id, messages.author_id)',
        'author_type': 'messages.author_type',
        'is_public': 'messages.is_public',
        'channel': 'messages.channel',
        'body': 'messages.body',
        '_source_file': 'messages._source_file',
        '_source_row': 'messages._source_row',
        '_loaded_at': 'messages._loaded_at',
    }) }}

from messages
left join {{ ref('base_salesforce__merges') }} as merged on messages.author_id = merged.id
