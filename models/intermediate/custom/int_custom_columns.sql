-- Each value of a custom column, once: of a row that came several times, that of the newest copy; of rows that are one
-- account, contact or agent, that of the newest row that has one.
with

arrived as (

    select
        table_name,
        column_name,
        {{ qualified_row_id('table_name', 'landed_row_id') }} as landed_row_id,
        value,
        happened_at,
        newest_at,
        _loaded_at,
        source_position,
        file_order,
        newest_time,
        _source_row
    from {{ ref('stg_files__custom_columns') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by table_name, column_name, landed_row_id
            order by {{ newest_first('newest_at', 'value') }}
        ) as recency
    from arrived

),

linked as (

    select
        ranked.*,
        case
            when ranked.table_name = 'accounts' then {{ linked_id('ranked', 'landed_row_id', 'account') }}
            when ranked.table_name = 'contacts' then {{ linked_id('ranked', 'landed_row_id', 'contact') }}
            when ranked.table_name = 'agents' then {{ linked_id('ranked', 'landed_row_id', 'agent') }}
            else ranked.landed_row_id
        end as linked_row_id
    from ranked
    {{ join_links('account', 'ranked', 'landed_row_id', 'account') }}
    {{ join_links('contact', 'ranked', 'landed_row_id', 'contact') }}
    {{ join_links('agent', 'ranked', 'landed_row_id', 'agent') }}
    where ranked.recency = 1 and ranked.value is not null

),

newest as (

    select
        *,
        row_number() over (
            partition by table_name, column_name, linked_row_id
            order by newest_at desc nulls last, landed_row_id asc
        ) as position
    from linked

),

accounts as (

    select
        'accounts' as table_name,
        landed_account_id as linked_row_id,
        account_id
    from {{ ref('int_accounts') }}

)

select
    newest.table_name,
    newest.column_name,
    case
        when newest.table_name = 'accounts' then accounts.account_id
        when newest.table_name in ('contacts', 'agents') then {{ pseudonym('newest.linked_row_id') }}
        else newest.linked_row_id
    end as row_id,
    newest.value

from newest
left join accounts
    on newest.table_name = accounts.table_name and newest.linked_row_id = accounts.linked_row_id
where newest.position = 1
