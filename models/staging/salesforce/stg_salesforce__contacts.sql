-- Contacts, but those that were merged into another.
select
    {{ as_contract('contacts', {
        'contact_id': 'contacts.id',
        'account_id': 'coalesce(merged.survivor_id, contacts.account_id)',
        'email': 'contacts.email',
        'full_name': 'contacts.name',
        'created_at': 'contacts.created_date',
        'updated_at': 'contacts.last_modified_date',
        'deleted_at': 'case when contacts.is_gone then coalesce(contacts.last_modified_date, contacts.created_date) end',
        '_source_file': 'contacts._source_file',
        '_source_row': 'contacts._source_row',
        '_loaded_at': 'contacts._loaded_at',
    }) }}

from ({{ salesforce_records('contact') }}) as contacts
left join {{ ref('base_salesforce__merges') }} as merged on contacts.account_id = merged.id
where contacts.master_record_id is null
