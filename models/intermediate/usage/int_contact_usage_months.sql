-- On how many days of each month did each contact use the product, and for which account most?
with

accounts as (

    select
        contact_id,
        account_id,
        cluster_id,
        month_start_on,
        row_number() over (
            partition by contact_id, month_start_on
            order by sum(event_count) desc, min(first_used_at) asc, landed_account_id asc nulls last
        ) as place
    from {{ ref('int_usage_days') }}
    where contact_id is not null
    group by contact_id, account_id, cluster_id, landed_account_id, month_start_on

),

days as (

    select
        contact_id,
        month_start_on,
        count(distinct used_on) as days_active
    from {{ ref('int_usage_days') }}
    where contact_id is not null
    group by contact_id, month_start_on

)

select
    days.contact_id,
    days.month_start_on,
    days.days_active,
    accounts.account_id,
    accounts.cluster_id

from days
inner join accounts
    on
        days.contact_id = accounts.contact_id
        and days.month_start_on = accounts.month_start_on
        and accounts.place = 1
