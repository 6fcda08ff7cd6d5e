-- Contracts that were activated. A last day is covered. One that was terminated is over then, at the latest when its
-- row last changed; another is over after its last day, unless var `salesforce` says that contracts run on. Whether
-- that day has come is seen by the newest change of any contract.
with

contracts as (

    select
        *,
        {{ vendor_word('salesforce', 'contract_status', 'status') }} as word,
        cast({{ add_days('end_date', '1') }} as timestamp) as covered_until
    from ({{ salesforce_records('contract') }}) as contracts
    where not is_gone and start_date is not null

),

newest as (

    select max(last_modified_date) as changed_at
    from contracts

)

select
    {{ as_contract('subscriptions', {
        'subscription_id': 'contracts.id',
        'account_id': 'coalesce(merged.survivor_id, contracts.account_id)',
        'plan': 'contracts.plan',
        'mrr': 'contracts.mrr',
        'currency': 'contracts.currency_iso_code',
        'started_at': 'cast(contracts.start_date as timestamp)',
        'ended_at': "case
            when contracts.word = 'ended' then least(contracts.covered_until, contracts.last_modified_date)
            when " ~ ('false' if vendor_setting('salesforce', 'contracts_run_on') else 'true') ~ "
                and contracts.covered_until <= newest.changed_at
                then contracts.covered_until
        end",
        'term_ends_at': 'contracts.covered_until',
        'updated_at': 'contracts.last_modified_date',
        '_source_file': 'contracts._source_file',
        '_source_row': 'contracts._source_row',
        '_loaded_at': 'contracts._loaded_at',
    }) }}

from contracts
cross join newest
left join {{ ref('base_salesforce__merges') }} as merged on contracts.account_id = merged.id
where contracts.word is distinct from 'draft'
