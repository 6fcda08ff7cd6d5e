-- Orders that were activated; one that takes back an earlier one is a refund.
select
    {{ as_contract('orders', {
        'order_id': 'orders.id',
        'account_id': 'coalesce(accounts.survivor_id, orders.account_id)',
        'contact_id': 'coalesce(contacts.survivor_id, orders.bill_to_contact_id)',
        'ordered_at': 'cast(orders.effective_date as timestamp)',
        'amount': 'case when orders.is_reduction_order then -abs(orders.total_amount) else orders.total_amount end',
        'currency': 'orders.currency_iso_code',
        '_source_file': 'orders._source_file',
        '_source_row': 'orders._source_row',
        '_loaded_at': 'orders._loaded_at',
    }) }}

from ({{ salesforce_records('order') }}) as orders
left join {{ ref('base_salesforce__merges') }} as accounts on orders.account_id = accounts.id
left join {{ ref('base_salesforce__merges') }} as contacts on orders.bill_to_contact_id = contacts.id
where
    not orders.is_gone
    and orders.effective_date is not null
    and lower(coalesce(orders.status_code, orders.status)) = 'activated'
