-- Each value of a custom column, once: of a row that came several times, that of the newest copy.
with

arrived as (

    select {{ columns_with({'landed_row_id': qualified_row_id('table_name', 'landed_row_id')}) }}
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

accounts as (

    select
        'accounts' as table_name,
        landed_account_id as landed_row_id,
        account_id
    from {{ ref('int_accounts') }}

)

select
    ranked.table_name,
    ranked.column_name,
    case
        when ranked.table_name = 'accounts' then accounts.account_id
        when ranked.table_name in ('contacts', 'agents') then {{ pseudonym('ranked.landed_row_id') }}
        else ranked.landed_row_id
    end as row_id,
    ranked.value

from ranked
left join accounts
    on ranked.table_name = accounts.table_name and ranked.landed_row_id = accounts.landed_row_id
where ranked.recency = 1 and ranked.value is not null
