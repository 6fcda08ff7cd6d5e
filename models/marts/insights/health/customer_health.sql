-- How well did each account fare with the company at the end of each month, by the weights of seed `health_weights`?
with

components as (

    select
        *,
        row_number() over (
            partition by account_id, month_start_on order by points asc, weight desc, component asc
        ) as place
    from {{ ref('customer_health__components') }}
    where points is not null

),

scored as (

    select
        account_id,
        month_start_on,
        count(*) as components_known,
        case
            -- fewer say too little, and an account of which little is known would look extreme
            when count(*) >= 3
                -- exact whole numbers, so that the order of rows changes nothing
                then round(
                    cast(sum(cast(round(1e6 * weight * points) as decimal(38, 0))) as double)
                    / cast(sum(cast(round(1e6 * weight) as decimal(38, 0))) as double),
                    6
                )
        end as score,
        max(case when place = 1 then component end) as weakest_component
    from components
    group by account_id, month_start_on

),

healths as (

    select
        accounts.account_id,
        accounts.month_start_on,
        accounts.month_ends_at,
        accounts.three_months_before_on,
        scored.score,
        coalesce(scored.components_known, 0) as components_known,
        scored.weakest_component
    from {{ ref('customer_health__accounts') }} as accounts
    left join scored
        on accounts.account_id = scored.account_id and accounts.month_start_on = scored.month_start_on

)

select
    healths.account_id,
    healths.month_start_on,
    healths.month_ends_at,
    healths.score,
    healths.components_known,
    case
        when healths.score < 40 then 'red'
        when healths.score < 70 then 'amber'
        when healths.score >= 70 then 'green'
    end as health_band,
    round(healths.score - earlier.score, 6) as change_90d,
    case when healths.score is not null then healths.weakest_component end as weakest_component

from healths
left join healths as earlier
    on
        healths.account_id = earlier.account_id
        and healths.three_months_before_on = earlier.month_start_on
