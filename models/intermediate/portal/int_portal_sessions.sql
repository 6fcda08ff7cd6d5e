-- Every visit to the portal: whose it was, and when it ended as far as anyone knows.
with

{{ union_sources('portal_sessions', 'session_id') }},

last_views as (

    select
        session_id,
        max({{ add_seconds('viewed_at', 'coalesce(dwell_seconds, 0)') }}) as read_until_at
    from {{ ref('int_article_views') }}
    group by session_id

),

visits as (

    select
        latest.*,
        {{ pseudonym('latest.contact_id') }} as contact_pseudonym,
        coalesce(latest.ended_at, last_views.read_until_at, latest.started_at) as known_end_at
    from latest
    left join last_views on latest.session_id = last_views.session_id

),

joined as (

    select
        visits.*,
        accounts.account_id as own_account_id,
        -- where a visit names an account that never landed, it does not belong to its contact's account
        coalesce(accounts.account_id, case when visits.account_id is null then contacts.account_id end)
            as known_account_id,
        coalesce(accounts.is_test, contact_accounts.is_test, false) as is_test
    from visits
    left join {{ ref('int_accounts') }} as accounts on visits.account_id = accounts.landed_account_id
    left join {{ ref('int_contacts') }} as contacts on visits.contact_pseudonym = contacts.contact_id
    left join {{ ref('int_accounts') }} as contact_accounts on contacts.account_id = contact_accounts.account_id

)

select
    source,
    copies,
    copy_rule,
    session_id,
    contact_pseudonym as contact_id,
    known_account_id as account_id,
    coalesce(known_account_id, {{ account_pseudonym('account_id') }}, contact_pseudonym, session_id) as cluster_id,
    case when own_account_id is null then account_id end as orphan_account_id,
    is_test,
    started_at,
    case when known_end_at >= started_at then known_end_at end as ended_at,
    {{ is_date_only('started_at') }} or {{ is_date_only('ended_at') }} as is_date_only,
    _loaded_at

from joined
