-- From which month ends is it foretold who will be lost: past ones of which enough is known, and the newest?
with

checkpoints as (

    select
        checkpoint_at,
        min(as_of_on) as as_of_on,
        min(outcome_known_at) as outcome_known_at,
        count(is_lost) as known_accounts,
        coalesce(sum(is_lost), 0) as losses,
        checkpoint_at = max(checkpoint_at) over () as is_newest
    from {{ ref('churn_risk__features') }}
    group by checkpoint_at

),

-- what could be learned from by then
learned as (

    select
        checkpoints.checkpoint_at,
        count(*) as trained_rows,
        count(distinct features.account_id) as trained_accounts,
        sum(features.is_lost) as trained_lost_rows,
        -- one loss is ahead of up to three month ends
        count(distinct case when features.is_lost = 1 then concat(features.account_id, ' ', features.lost_at) end)
            as trained_losses
    from checkpoints
    inner join {{ ref('churn_risk__features') }} as features
        on checkpoints.checkpoint_at >= features.outcome_known_at
    where features.is_lost is not null
    group by checkpoints.checkpoint_at

)

select
    checkpoints.checkpoint_at,
    checkpoints.as_of_on,
    checkpoints.outcome_known_at,
    checkpoints.is_newest,
    cast(coalesce(learned.trained_rows, 0) as integer) as trained_rows,
    cast(coalesce(learned.trained_losses, 0) as integer) as trained_losses,
    learned.trained_lost_rows / nullif(learned.trained_rows, 0) as base_rate

from checkpoints
left join learned on checkpoints.checkpoint_at = learned.checkpoint_at
where
    checkpoints.is_newest
    -- fewer losses to come say little of a forecast, and of fewer before nothing is learned
    or (checkpoints.known_accounts > 0 and checkpoints.losses >= 5 and learned.trained_losses >= 10)
