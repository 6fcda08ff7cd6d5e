-- Organizations. One that is deleted is no lost customer: whoever tidies up does not end a contract.
with

landed as (

    {{ staged('zendesk', 'organization') }}

),

organizations as (

    {{ current_rows('landed', ['id'], newest=['updated_at']) }}

),

-- a duplicate that is gone would keep the other from being matched
known as (

    select
        *,
        {%- for column in ['external_id', 'domain_names'] %}
        case
            when
                not coalesce(_fivetran_deleted, false)
                or not bool_or(not coalesce(_fivetran_deleted, false)) over (partition by {{ column }})
                then {{ column }}
        end as own_{{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from organizations

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

from known
