-- Every use of the product, by pseudonym, with a key of its own where the source gave none.
with

{{ union_sources('usage_events', 'event_id') }},

pseudonymised as (

    select
        *,
        {{ pseudonym('contact_id') }} as contact_pseudonym,
        {{ account_pseudonym('account_id') }} as account_pseudonym
    from latest

),

keyed as (

    select
        *,
        event_id as usage_event_key
    from pseudonymised
    where event_id is not null

    union all

    -- without an id every row counts, so uses that are alike in everything are numbered
    select
        *,
        concat_ws('-', left({{ sha256_of(
            "concat_ws('|', account_pseudonym, contact_pseudonym, cast(occurred_at as string), feature)"
        ) }}, 16), cast(row_number() over (
            partition by account_pseudonym, contact_pseudonym, occurred_at, feature
            order by quantity asc nulls last, friend_count asc nulls last, is_value_milestone asc nulls last
        ) as string)) as usage_event_key
    from pseudonymised
    where event_id is null

)

select
    keyed.source,
    keyed.copies,
    keyed.copy_rule,
    keyed.usage_event_key,
    keyed.contact_pseudonym as contact_id,
    accounts.account_id,
    coalesce(accounts.account_id, keyed.account_pseudonym) as cluster_id,
    keyed.account_id as landed_account_id,
    case when accounts.account_id is null then keyed.account_id end as orphan_account_id,
    coalesce(accounts.is_test, contact_accounts.is_test, false) as is_test,
    lower(keyed.feature) as feature,
    keyed.quantity,
    coalesce(keyed.is_value_milestone, false) as is_value_milestone,
    case when keyed.friend_count >= 0 then keyed.friend_count end as friend_count,
    keyed.friend_count as landed_friend_count,
    keyed.occurred_at,
    keyed._loaded_at

from keyed
left join {{ ref('int_accounts') }} as accounts on keyed.account_id = accounts.landed_account_id
left join {{ ref('int_contacts') }} as contacts on keyed.contact_pseudonym = contacts.contact_id
left join {{ ref('int_accounts') }} as contact_accounts on contacts.account_id = contact_accounts.account_id
