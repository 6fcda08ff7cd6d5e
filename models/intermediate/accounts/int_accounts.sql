-- The customers, one row each, also where several sources have a row of one; a private person's account goes by its
-- pseudonym from here on.
with

{{ union_sources('accounts', 'account_id', 'updated_at') }},

{{ ordered_records('account', 'updated_at', end='deleted_at') }},

merged as (

    select
        landed_account_id,
        max(copies) as copies,
        {% for column in [
            'source', 'copy_rule', 'name', 'segment', 'industry', 'region', 'country', 'plan', 'customer_type',
            'acquisition_source'
        ] -%}
        {{ first_said(column) }},
        {% endfor -%}
        max(coalesce(is_person, false)) as is_person,
        max(coalesce(is_test, false)) as is_test,
        min(created_at) as created_at,
        max(updated_at) as updated_at,
        {{ last_end('deleted_at') }},
        max(_loaded_at) as _loaded_at
    from ordered
    group by landed_account_id

)

select
    source,
    copies,
    copy_rule,
    landed_account_id,
    case when is_person then {{ account_pseudonym('landed_account_id') }} else landed_account_id end as account_id,
    case when not is_person then name end as account_name,
    segment,
    industry,
    region,
    country,
    plan,
    customer_type,
    acquisition_source,
    is_person,
    is_test,
    created_at,
    updated_at,
    deleted_at,
    _loaded_at

from merged
-- so that sums over what is joined to it are the same to the last bit on every run
order by landed_account_id
