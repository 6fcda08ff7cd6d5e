-- Every offer that a customer asked for, one row each, with who is to answer it.
with

{{ union_sources('quotes', 'quote_id') }},

pseudonymised as (

    select
        *,
        {{ account_pseudonym('account_id') }} as account_pseudonym,
        {{ pseudonym('owner_id') }} as owner_pseudonym
    from latest

)

select
    quotes.source,
    quotes.copies,
    quotes.copy_rule,
    quotes.quote_id,
    accounts.account_id,
    coalesce(accounts.account_id, quotes.account_pseudonym, quotes.quote_id) as cluster_id,
    case when accounts.account_id is null then quotes.account_id end as orphan_account_id,
    not coalesce(accounts.is_test, false) as is_counted,
    quotes.owner_pseudonym as agent_id,
    owners.team_id,
    lower(quotes.status) as status,
    quotes.amount,
    quotes.requested_at,
    quotes.sent_at,
    quotes.decided_at,
    {{ is_date_only('requested_at', of='quotes.') }} as is_requested_at_date_only,
    {{ is_date_only('sent_at', of='quotes.') }} as is_sent_at_date_only,
    quotes._loaded_at

from pseudonymised as quotes
left join {{ ref('int_accounts') }} as accounts on quotes.account_id = accounts.landed_account_id
left join {{ ref('int_agents') }} as owners on quotes.owner_pseudonym = owners.agent_id
