-- How right was each method about the accounts of each past month's end?
with

-- those at the same risk are all alike: each is before half of the others
ranked as (

    select
        *,
        count(*) over same_fold as accounts,
        sum(is_lost) over same_fold as losses,
        count(*) over alike as accounts_alike,
        sum(is_lost) over alike as losses_alike,
        count(*) over down_to_here as accounts_down_to_here,
        sum(is_lost) over down_to_here as losses_down_to_here
    from {{ ref('churn_risk__foretold') }}
    window
        same_fold as (partition by features, method, checkpoint_at),
        alike as (partition by features, method, checkpoint_at, risk),
        down_to_here as (
            partition by features, method, checkpoint_at order by risk desc
            range between unbounded preceding and current row
        )

),

placed as (

    select
        *,
        accounts_down_to_here - accounts_alike as accounts_above,
        losses_down_to_here - losses_alike as losses_above,
        ceil(accounts / 10e0) as top_accounts
    from ranked

),

judged as (

    select
        features,
        method,
        checkpoint_at,
        accounts,
        losses,
        risk,
        is_lost,
        (risk - is_lost) * (risk - is_lost) as squared_error,
        -- of one who stayed: those who were lost above, and half of those at its risk
        case when is_lost = 0 then losses_above + losses_alike / 2e0 end as losses_before,
        case when is_lost = 1 then losses_down_to_here / cast(accounts_down_to_here as double) end as precision_here,
        -- the part of those alike that the top tenth has room for
        greatest(least((top_accounts - accounts_above) / accounts_alike, 1), 0) as share_in_top,
        top_accounts
    from placed

)

select
    features,
    method,
    checkpoint_at,
    accounts,
    cast(losses as bigint) as losses,
    round(sum(losses_before) / nullif(losses * (accounts - losses), 0), 9) as auc,
    round({{ from_units('sum(' ~ in_units('precision_here') ~ ')') }} / nullif(losses, 0), 9) as average_precision,
    round({{ from_units('sum(' ~ in_units('squared_error') ~ ')') }} / accounts, 9) as brier,
    round(
        {{ from_units('sum(' ~ in_units('share_in_top * is_lost') ~ ')') }}
        / top_accounts / nullif(losses / cast(accounts as double), 0), 9
    ) as lift_top_decile,
    round({{ from_units('sum(' ~ in_units('risk') ~ ')') }}, 9) as losses_expected

from judged
group by features, method, checkpoint_at, accounts, losses, top_accounts
