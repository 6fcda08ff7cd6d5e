-- The people who contact the company, by pseudonym, with the account they belong to.
with

{{ union_sources('contacts', 'contact_id', 'updated_at') }}

select
    latest.source,
    latest.copies,
    latest.copy_rule,
    {{ pseudonym('latest.contact_id') }} as contact_id,
    accounts.account_id,
    latest.account_id as landed_account_id,
    latest.created_at,
    latest.updated_at,
    latest.deleted_at,
    latest._loaded_at

from latest
left join {{ ref('int_accounts') }} as accounts on latest.account_id = accounts.landed_account_id
