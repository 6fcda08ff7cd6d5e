-- Of each account and month, by the score and by each component: with how many accounts of the other fate is it
-- compared, and before how many of those who stayed does one who was lost stand lower? Twice as many, since a tie is
-- a half.
with

measured as (

    select
        account_id,
        month_start_on,
        'score' as component,
        score as points
    from {{ ref('customer_health') }}
    where score is not null

    union all

    select
        account_id,
        month_start_on,
        component,
        points
    from {{ ref('customer_health__components') }}
    where points is not null

),

judged as (

    select
        measured.*,
        case when outcomes.is_lost then 1 else 0 end as lost,
        case when outcomes.is_lost then 0 else 1 end as stayed
    from measured
    inner join {{ ref('customer_health_validity__outcomes') }} as outcomes
        on measured.account_id = outcomes.account_id and measured.month_start_on = outcomes.month_start_on

),

counted as (

    select
        *,
        sum(lost) over alike as lost_alike,
        sum(stayed) over alike as stayed_alike,
        sum(lost) over up_to_here as lost_up_to_here,
        sum(stayed) over up_to_here as stayed_up_to_here,
        sum(lost) over same_month as lost_in_all,
        sum(stayed) over same_month as stayed_in_all
    from judged
    window
        alike as (partition by component, month_start_on, points),
        same_month as (partition by component, month_start_on),
        up_to_here as (
            partition by component, month_start_on order by points asc
            range between unbounded preceding and current row
        )

)

select
    component,
    month_start_on,
    account_id,
    lost = 1 as is_lost,
    cast(case
        when lost = 1 then 2 * (stayed_in_all - stayed_up_to_here) + stayed_alike
        else 2 * (lost_up_to_here - lost_alike) + lost_alike
    end as bigint) as agreeing,
    cast(2 * case when lost = 1 then stayed_in_all else lost_in_all end as bigint) as compared

from counted
