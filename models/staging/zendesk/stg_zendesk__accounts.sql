-- Organizations. One that is deleted is no lost customer: whoever tidies up does not end a contract.
with

landed as (

    {{ staged('zendesk', 'organization') }}

),

organizations as (

    {{ current_rows('landed', ['id'], newest=['updated_at']) }}

)

select
    {{ as_contract('accounts', {
        'account_id': 'id',
        'name': 'name',
        'external_id': 'external_id',
        'domain': only_one_in('domain_names'),
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

from organizations
