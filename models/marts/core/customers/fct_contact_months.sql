-- In which months could each contact have come to us, and did it use the portal and the product?
with

supportable as (

    select
        contacts.contact_id,
        contacts.account_id,
        account_months.month_start_on
    from {{ ref('fct_account_months') }} as account_months
    inner join {{ ref('int_contacts') }} as contacts on account_months.account_id = contacts.account_id
    where
        coalesce(contacts.created_at < account_months.month_ends_at + interval '1' second, true)
        and coalesce(contacts.deleted_at >= account_months.month_ends_at + interval '1' second, true)

),

portal_months as (

    select
        contact_id,
        cast(date_trunc('month', {{ to_reporting_time('started_at') }}) as date) as month_start_on,
        count(*) as portal_session_count
    from {{ ref('fct_portal_sessions') }}
    group by contact_id, month_start_on

),

usage_months as (

    select * from {{ ref('int_contact_usage_months') }}

),

usage_beginning as (

    -- before the first use that names a person, nobody can tell on how many days a person came
    select min(first_used_at) as first_used_at
    from {{ ref('int_usage_days') }}
    where contact_id is not null

),

contact_months as (

    select
        coalesce(supportable.contact_id, usage_months.contact_id) as contact_id,
        coalesce(supportable.month_start_on, usage_months.month_start_on) as month_start_on,
        coalesce(supportable.account_id, usage_months.account_id) as account_id,
        coalesce(supportable.account_id, usage_months.cluster_id) as cluster_id,
        supportable.contact_id is not null as is_supportable,
        coalesce(usage_months.days_active, 0) as days_active
    from supportable
    full outer join usage_months
        on
            supportable.contact_id = usage_months.contact_id
            and supportable.month_start_on = usage_months.month_start_on

),

-- in other months nobody writes down who visited
told_months as (

    select distinct months.month_start_on
    from {{ ref('int_months') }} as months
    inner join {{ ref('int_evidence') }} as evidence
        on
            evidence.kind = 'portal_session'
            and months.month_start_on >= {{ first_whole_month('evidence.known_from') }}
            and months.next_month_starts_at <= evidence.known_to

)

select
    contact_months.contact_id,
    contact_months.month_start_on,
    months.month_ends_at,
    contact_months.account_id,
    contact_months.cluster_id,
    contact_months.is_supportable,
    coalesce(portal_months.portal_session_count, 0) as portal_session_count,
    case when told_months.month_start_on is not null then portal_months.contact_id is not null end as has_used_portal,
    case when told_months.month_start_on is null then 'not_told' end as has_used_portal_unknown_because,
    contact_months.days_active,
    case
        when not coalesce(contact_months.month_start_on >= {{ first_whole_month('usage.first_used_at') }}, false)
            then 'not_told'
    end as days_active_unknown_because,
    cast(extract(day from contact_months.month_start_on + interval '1' month - interval '1' day) as integer)
        as days_in_month

from contact_months
inner join {{ ref('int_months') }} as months on contact_months.month_start_on = months.month_start_on
cross join usage_beginning as usage
left join told_months on contact_months.month_start_on = told_months.month_start_on
left join portal_months
    on
        contact_months.contact_id = portal_months.contact_id
        and contact_months.month_start_on = portal_months.month_start_on
