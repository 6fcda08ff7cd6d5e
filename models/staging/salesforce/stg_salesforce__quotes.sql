-- Quotes. When one was sent and decided no table says, and an amount in another currency is none in the reporting one.
select
    {{ as_contract('quotes', {
        'quote_id': 'quotes.id',
        'account_id': 'coalesce(merged.survivor_id, quotes.account_id)',
        'owner_id': 'quotes.owner_id',
        'requested_at': 'quotes.created_date',
        'status': vendor_word('salesforce', 'quote_status', 'quotes.status'),
        'amount': "case
            when coalesce(upper(quotes.currency_iso_code) = '" ~ var('reporting_currency') ~ "', true) then quotes.grand_total
        end",
        '_source_file': 'quotes._source_file',
        '_source_row': 'quotes._source_row',
        '_loaded_at': 'quotes._loaded_at',
    }) }}

from ({{ salesforce_records('quote') }}) as quotes
left join {{ ref('base_salesforce__merges') }} as merged on quotes.account_id = merged.id
where not quotes.is_gone
