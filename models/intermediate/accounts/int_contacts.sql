-- The people who contact the company, by pseudonym, with the account they belong to: one row each, also where several
-- sources have a row of one.
with

{{ union_sources('contacts', 'contact_id', 'updated_at') }},

{{ ordered_records('contact', 'updated_at', end='deleted_at') }},

merged as (

    select
        landed_contact_id,
        max(copies) as copies,
        {{ first_said('source') }},
        {{ first_said('copy_rule') }},
        {{ first_said('account_id') }},
        min(created_at) as created_at,
        max(updated_at) as updated_at,
        {{ last_end('deleted_at') }},
        max(_loaded_at) as _loaded_at
    from ordered
    group by landed_contact_id

)

select
    merged.source,
    merged.copies,
    merged.copy_rule,
    {{ pseudonym('merged.landed_contact_id') }} as contact_id,
    accounts.account_id,
    merged.account_id as landed_account_id,
    merged.created_at,
    merged.updated_at,
    merged.deleted_at,
    merged._loaded_at

from merged
left join {{ ref('int_accounts') }} as accounts on merged.account_id = accounts.landed_account_id
-- so that sums over what is joined to it are the same to the last bit on every run
order by merged.landed_contact_id
