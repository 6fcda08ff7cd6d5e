-- Organizations. One that is deleted is no lost customer: whoever tidies up does not end a contract.
with

landed as (

    {{ staged('zendesk', 'organization') }}

),

organizations as (

    {{ current_rows('landed', ['id'], newest=['updated_at']) }}

),

known as (

    select
        *,
        coalesce(_fivetran_deleted, false) as is_gone
    from organizations

),

-- a duplicate that is gone would keep the other from being matched
matched as (

    select
        *,
        case
            when not is_gone or bool_and(is_gone) over (partition by external_id) then external_id
        end as own_external_id,
        case
            when not is_gone or bool_and(is_gone) over (partition by domain_names) then domain_names
        end as own_domain_names
    from known

)

select
    {{ as_contract('accounts', {
        'account_id': 'id',
        'name': 'name',
        'external_id': 'own_external_id',
        'domain': only_one_in('own_domain_names'),
        'segment': 'segment',
        'industry': 'industry',
        'region': 'region',
        'country': 'country',
        'plan': 'plan',
        'customer_type': 'customer_type',
        'is_person': 'is_person',
        'is_test': 'is_test',
        'created_at': 'created_at',
        'updated_at': 'updated_at',
        '_source_file': '_source_file',
        '_source_row': '_source_row',
        '_loaded_at': '_loaded_at',
    }) }}

from matched
