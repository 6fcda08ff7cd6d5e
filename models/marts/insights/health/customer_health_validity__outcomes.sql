-- Was each account that was a customer at the end of a month lost within 90 days? Only months of which that is known.
with

losses as (

    select distinct
        accounts.account_id,
        accounts.month_start_on
    from {{ ref('customer_health__accounts') }} as accounts
    inner join {{ ref('account_losses') }} as losses
        on
            accounts.account_id = losses.account_id
            and accounts.next_month_starts_at <= losses.lost_at
            and accounts.next_month_starts_at + interval '90' day > losses.lost_at

)

select
    accounts.account_id,
    accounts.month_start_on,
    losses.account_id is not null as is_lost

from {{ ref('customer_health__accounts') }} as accounts
cross join {{ ref('int_as_of') }} as as_of
left join losses
    on accounts.account_id = losses.account_id and accounts.month_start_on = losses.month_start_on
where {{ is_grace_over("(accounts.next_month_starts_at + interval '90' day)", 'as_of.as_of') }}
