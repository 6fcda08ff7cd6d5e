-- The days that stickiness counts in a month are the users of its days, its subjects the users of the month:
-- so its value is the mean of daily active users over monthly active users. In a month that began before the first use
-- that landed, nobody knows the days.
with

user_days as (

    select
        cast(date_trunc('month', {{ to_reporting_time('observed_at') }}) as date) as month_start_on,
        count(*) as user_days,
        count(distinct subject_id) as users
    from {{ ref('cpi_active_users') }}
    group by month_start_on

),

sticky_months as (

    select
        cast(date_trunc('month', {{ to_reporting_time('observed_at') }}) as date) as month_start_on,
        sum(numerator) as user_days,
        count(*) as users,
        count(unknown_because) as unknown_users
    from {{ ref('cpi_stickiness') }}
    group by month_start_on

)

select
    months.month_start_on,
    user_days.user_days as days_of_users,
    sticky_months.user_days as days_of_stickiness
from {{ ref('int_months') }} as months
left join user_days on months.month_start_on = user_days.month_start_on
left join sticky_months on months.month_start_on = sticky_months.month_start_on
where
    user_days.users is distinct from sticky_months.users
    or (sticky_months.unknown_users = 0 and user_days.user_days is distinct from sticky_months.user_days)
    or sticky_months.unknown_users not in (0, sticky_months.users)
