-- Cases as they stand now. One that was merged says into which, one that was deleted when, and both count nowhere.
with

cases as (

    select
        *,
        {{ vendor_word('salesforce', 'channel', 'origin') }} as channel
    from {{ ref('base_salesforce__cases') }}

),

-- the last queue that had it, where a user has it now
queues as (

    select
        case_id,
        max_by(case when {{ is_queue_id('new_value') }} then new_value else old_value end, place) as team_id
    from {{ ref('base_salesforce__case_changes') }}
    where field = 'owner' and ({{ is_queue_id('new_value') }} or {{ is_queue_id('old_value') }})
    group by case_id

)

select
    {{ as_contract('tickets', {
        'ticket_id': 'cases.id',
        'account_id': 'coalesce(accounts.survivor_id, cases.account_id)',
        'contact_id': 'coalesce(contacts.survivor_id, cases.contact_id)',
        'agent_id': 'case when ' ~ is_user_id('cases.owner_id') ~ ' then cases.owner_id end',
        'team_id': 'case when ' ~ is_queue_id('cases.owner_id') ~ ' then cases.owner_id else queues.team_id end',
        'channel': 'cases.channel',
        'ticket_type': 'cases.type',
        'priority': 'cases.priority',
        'complexity': 'cases.complexity',
        'product_area': 'cases.product_area',
        'topic': 'cases.reason',
        'subject': 'cases.subject',
        'status': 'coalesce(words.status, cases.status)',
        'created_at': 'cases.created_date',
        'solved_at': "case when coalesce(cases.is_closed, words.status = 'solved', true) then cases.closed_date end",
        'updated_at': 'cases.last_modified_date',
        'handling_minutes': 'cases.handling_minutes',
        'merged_into_ticket_id': 'cases.master_record_id',
        'created_by': "case
            when cases.channel in ('email', 'web') or creators.role = 'customer' then 'customer'
            when creators.role = 'bot' then 'system'
            else creators.role
        end",
        'is_spam': 'coalesce(cases.is_spam, false)',
        'deleted_at': "case
            when cases.is_gone and cases.master_record_id is null
                then coalesce(cases.last_modified_date, cases.created_date)
        end",
        '_source_file': 'cases._source_file',
        '_source_row': 'cases._source_row',
        '_loaded_at': 'cases._loaded_at',
    }) }}

from cases
left join {{ ref('base_salesforce__status_words') }} as words on lower(cases.status) = words.word
left join {{ ref('base_salesforce__users') }} as creators on cases.created_by_id = creators.id
left join {{ ref('base_salesforce__merges') }} as accounts on cases.account_id = accounts.id
left join {{ ref('base_salesforce__merges') }} as contacts on cases.contact_id = contacts.id
left join queues on cases.id = queues.case_id
