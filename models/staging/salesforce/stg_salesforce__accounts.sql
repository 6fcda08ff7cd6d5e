-- Accounts, but those that were merged into another. One that is deleted is no lost customer: whoever tidies up does
-- not end a contract.
select
    {{ as_contract('accounts', {
        'account_id': 'id',
        'name': 'name',
        'external_id': 'account_number',
        'domain': 'website',
        'segment': 'segment',
        'industry': 'industry',
        'region': 'region',
        'country': 'billing_country',
        'plan': 'plan',
        'customer_type': 'customer_type',
        'is_person': 'coalesce(is_person_account, false)',
        'acquisition_source': 'account_source',
        'owner_id': 'owner_id',
        'is_test': 'coalesce(is_test, false)',
        'created_at': 'created_date',
        'updated_at': 'last_modified_date',
        '_source_file': '_source_file',
        '_source_row': '_source_row',
        '_loaded_at': '_loaded_at',
    }) }}

from ({{ salesforce_records('account') }}) as accounts
where master_record_id is null
