-- Customers. One that was deleted is no lost customer by itself: its subscriptions have ended.
with

landed as (

    {{ staged('stripe', 'customer') }}

),

customers as (

    {{ current_rows('landed', ['id'], newest=['_fivetran_synced'], kept='coalesce(livemode, true)') }}

)

select
    {{ as_contract('accounts', {
        'account_id': 'id',
        'name': 'name',
        'external_id': 'external_id',
        'domain': "nullif(regexp_extract(email, '@(.+)$', 1), '')",
        'segment': 'segment',
        'industry': 'industry',
        'region': 'region',
        'country': 'country',
        'plan': 'plan',
        'customer_type': 'customer_type',
        'is_person': 'is_person',
        'acquisition_source': 'acquisition_source',
        'created_at': 'created',
        '_source_file': '_source_file',
        '_source_row': '_source_row',
        '_loaded_at': '_loaded_at',
    }) }}

from customers
