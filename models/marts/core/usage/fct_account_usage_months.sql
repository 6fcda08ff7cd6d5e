-- In the months in which each account was a customer, how much of the product did it use?
-- From the month of the first use that landed: before that, uses are unknown.
with

usage_months as (

    select
        cluster_id,
        month_start_on,
        sum(event_count) as event_count,
        sum(core_event_count) as core_event_count,
        count(distinct contact_id) as active_contact_count,
        count(distinct used_on) as active_day_count
    from {{ ref('fct_usage_days') }}
    group by cluster_id, month_start_on

),

beginnings as (

    select
        min(month_start_on) as first_month_on,
        {{ first_whole_month('min(first_used_at)') }} as first_whole_month_on
    from {{ ref('fct_usage_days') }}

),

-- where nobody has said which features are the core ones, nobody knows who has adopted them
core as (

    select count(*) as features
    from {{ ref('int_core_features') }}

),

judged as (

    select
        account_months.*,
        case
            when core.features = 0 then 'no_core_feature'
            when account_months.month_start_on < beginnings.first_whole_month_on then 'not_told'
        end as unknown_because
    from {{ ref('fct_account_months') }} as account_months
    cross join core
    inner join beginnings on account_months.month_start_on >= beginnings.first_month_on

)

select
    account_months.account_id,
    account_months.month_start_on,
    account_months.month_ends_at,
    cast(coalesce(usage_months.event_count, 0) as bigint) as event_count,
    cast(coalesce(usage_months.core_event_count, 0) as bigint) as core_event_count,
    coalesce(usage_months.active_contact_count, 0) as active_contact_count,
    coalesce(usage_months.active_day_count, 0) as active_day_count,
    case when account_months.unknown_because is null then coalesce(usage_months.core_event_count, 0) > 0 end
        as has_used_core_feature,
    account_months.unknown_because as has_used_core_feature_unknown_because,
    case
        when last_uses.quiet_since >= last_uses.told_since
            then {{ seconds_between('last_uses.quiet_since', 'account_months.month_ends_at') }}
    end as quiet_seconds,
    case when not coalesce(last_uses.quiet_since >= last_uses.told_since, false) then 'not_told' end
        as quiet_unknown_because

from judged as account_months
left join usage_months
    on
        account_months.account_id = usage_months.cluster_id
        and account_months.month_start_on = usage_months.month_start_on
left join {{ ref('int_account_last_uses') }} as last_uses
    on
        account_months.account_id = last_uses.customer_id
        and account_months.month_start_on = last_uses.month_start_on
