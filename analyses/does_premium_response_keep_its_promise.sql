-- Does premium response keep its promise, and its customers? By plan: how many promises of a first response were kept,
-- and how many accounts were lost in the 90 days after a month in which all, or not all, of theirs were.
with

promises as (

    select
        account_id,
        cast(date_trunc('month', observed_at) as date) as month_start_on,
        count(*) as promises,
        count(case when is_kept then 1 end) as kept
    from {{ ref('fct_sla_targets') }}
    where is_promise and is_kept is not null and metric = 'first_response' and account_id is not null
    group by all

),

spans as (

    select
        account_id,
        max(coalesce(ended_at, cast('9999-12-31' as timestamp))) as last_ended_at
    from {{ ref('fct_account_spans') }}
    group by account_id

)

select
    accounts.plan,
    promises.kept = promises.promises as all_kept,
    count(*) as account_months,
    100e0 * sum(promises.kept) / sum(promises.promises) as promises_kept_percent,
    100e0 * count(case when spans.last_ended_at <= promises.month_start_on + interval '120' day then 1 end) / count(*)
        as left_soon_percent
from promises
cross join {{ ref('metric_as_of') }} as present
inner join {{ ref('dim_accounts') }} as accounts on promises.account_id = accounts.account_id
inner join spans on promises.account_id = spans.account_id
where
    promises.month_start_on + interval '120' day <= present.as_of
    and spans.last_ended_at > promises.month_start_on
group by all
order by accounts.plan, all_kept
