-- As each origin could know it: how many months had each subscriber paid, and had that ended? An end counts once no new
-- start can bridge it any more; one that was bridged after the origin was none that anybody knew of.
with

spans as (

    select * from {{ ref('fct_account_spans') }}
    where basis = 'subscriptions' and ended_at_unknown_because is null

),

seen as (

    select
        origins.origin_on,
        origins.origin_at,
        spans.account_id,
        spans.started_at,
        min(bridges.starts_at) as bridged_from,
        any_value(spans.ended_at) as ended_at
    from {{ ref('customer_lifetime_forecast__origins') }} as origins
    inner join spans on origins.origin_at > spans.started_at
    left join {{ ref('int_account_mrr_spans') }} as bridges
        on
            spans.account_id = bridges.customer_id
            and spans.started_at <= bridges.starts_at
            and origins.origin_at > bridges.starts_at
            and origins.origin_at <= bridges.ends_at
            and bridges.is_bridged
    group by origins.origin_on, origins.origin_at, spans.account_id, spans.started_at

),

judged as (

    select
        *,
        coalesce(bridged_from, case when ended_at < origin_at then ended_at end) as known_end_at
    from seen

),

dated as (

    select
        origin_on,
        account_id,
        known_end_at is null as is_running,
        coalesce(
            {{ is_grace_over('known_end_at', "origin_at - interval '1' second") }}, false
        ) as is_lost,
        cast({{ to_reporting_time('started_at') }} as date) as started_on,
        cast({{ to_reporting_time('coalesce(known_end_at, origin_at)') }} as date) as ended_on,
        {{ add_days('cast(' ~ to_reporting_time('known_end_at') ~ ' as date)', -1) }} as last_paid_on
    from judged

)

select
    dated.origin_on,
    dated.account_id,
    accounts.plan,
    dated.is_running,
    dated.is_lost,
    -- who left on the day on which a month was over had paid for it
    case
        when dated.is_lost then greatest({{ whole_months('dated.started_on', 'dated.last_paid_on') }} + 1, 1)
        else {{ whole_months('dated.started_on', 'dated.ended_on') }}
    end as months

from dated
left join {{ ref('dim_accounts') }} as accounts on dated.account_id = accounts.account_id
