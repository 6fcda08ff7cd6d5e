-- What did each account do in the days in which it is looked at? Null where that is not known yet, or cannot be.
{% set deeds = {
    'referral': [ref('fct_referrals'), 'referred_at', 'true'],
    'purchase': [ref('fct_orders'), 'ordered_at', 'deeds.is_purchase'],
} -%}

with

windows as (

    select * from {{ ref('cpi_kpi_links__windows') }}

),

mrr as (

    select * from {{ ref('int_account_mrr_spans') }}

),

-- each stretch of days once, whatever it is for
stretches as (

    select distinct
        account_id,
        starts_at,
        ends_at
    from windows

),

{% for deed, (relation, at, where) in deeds.items() -%}
{{ deed }}s as (

    select
        stretches.account_id,
        stretches.starts_at,
        count(case when stretches.starts_at <= deeds.{{ at }} then 1 end) > 0 as did,
        count(case when stretches.starts_at > deeds.{{ at }} then 1 end) > 0 as did_before
    from stretches
    inner join {{ relation }} as deeds
        on stretches.account_id = deeds.account_id and stretches.ends_at > deeds.{{ at }}
    where {{ where }}
    group by stretches.account_id, stretches.starts_at

),

{% endfor -%}
-- whichever source it is that tells of them
referrals_told as (

    select min(known_from) as known_from from {{ ref('int_evidence') }}
    where kind = 'referral'

)

select
    windows.account_id,
    windows.checkpoint_at,
    windows.role,
    windows.look_ahead_days,
    case
        when windows.role = 'outcome' and customers.is_loss_known
            then cast(customers.ended_at < windows.ends_at as integer)
    end as is_lost,
    case
        when (customers.is_loss_known or windows.role <> 'outcome') and opening.mrr_amount > 0
            then least(
                case when closing.customer_id is null then 0 else closing.mrr_amount end / opening.mrr_amount - 1, 2
            )
    end as mrr_change,
    case
        when (customers.is_loss_known or windows.role <> 'outcome') and opening.mrr_amount is not null
            then cast(coalesce(closing.mrr_amount, 0) > opening.mrr_amount as integer)
    end as is_expanded,
    case
        when (customers.is_outcome_over or windows.role <> 'outcome') and windows.starts_at >= told.known_from
            then cast(coalesce(referrals.did, false) as integer)
    end as is_referring,
    case
        when (customers.is_outcome_over or windows.role <> 'outcome') and purchases.did_before
            then cast(purchases.did as integer)
    end as is_ordering

from windows
inner join {{ ref('cpi_kpi_links__account_months') }} as customers
    on windows.account_id = customers.account_id and windows.checkpoint_at = customers.checkpoint_at
cross join referrals_told as told
left join mrr as opening
    on
        windows.account_id = opening.customer_id
        and windows.starts_at > opening.starts_at and windows.starts_at <= opening.ends_at
left join mrr as closing
    on
        windows.account_id = closing.customer_id
        and windows.ends_at > closing.starts_at and windows.ends_at <= closing.ends_at
left join referrals on windows.account_id = referrals.account_id and windows.starts_at = referrals.starts_at
left join purchases on windows.account_id = purchases.account_id and windows.starts_at = purchases.starts_at
