-- What had been agreed and asked for by the end of each month, as far as it was told of by then: the end of the term
-- that ran, and an open request to cancel.
with

customers as (

    select * from {{ ref('churn_risk__accounts') }}

),

terms as (

    select * from {{ ref('churn_risk__terms') }}

),

running_terms as (

    select
        customers.account_id,
        customers.checkpoint_at,
        min(terms.term_ends_at) as term_ends_at
    from customers
    inner join terms
        on
            customers.account_id = terms.customer_id
            and customers.checkpoint_at > terms.told_at
            and customers.checkpoint_at <= least(terms.term_ends_at, terms.runs_until)
    group by customers.account_id, customers.checkpoint_at

),

-- a request stands until the end of the term that ran when it was made; without a term, for 90 days
requests as (

    select
        subscriptions.subscription_id,
        subscriptions.customer_id,
        subscriptions.cancel_requested_at,
        least(
            coalesce(subscriptions.ended_at, {{ far_future() }}),
            coalesce(min(terms.term_ends_at), subscriptions.cancel_requested_at + interval '90' day)
        ) as stands_until
    from {{ ref('int_subscriptions') }} as subscriptions
    left join terms
        on
            subscriptions.subscription_id = terms.subscription_id
            and subscriptions.cancel_requested_at >= terms.told_at
            and subscriptions.cancel_requested_at < terms.term_ends_at
    where
        subscriptions.is_counted
        and subscriptions.cancel_requested_at is not null
        and subscriptions.source in ('{{ var("keeps_withdrawn_requests") | join("', '") }}')
    group by
        subscriptions.subscription_id, subscriptions.customer_id, subscriptions.cancel_requested_at,
        subscriptions.ended_at

),

-- null where no source keeps requests, and before the first one that is known of
open_requests as (

    select
        customers.account_id,
        customers.checkpoint_at,
        count(case when customers.checkpoint_at <= requests.stands_until then 1 end) as request_count
    from customers
    inner join requests
        on
            customers.account_id = requests.customer_id
            and customers.checkpoint_at > requests.cancel_requested_at
    group by customers.account_id, customers.checkpoint_at

),

first_requests as (

    select min(cancel_requested_at) as told_from from requests

)

select
    customers.account_id,
    customers.checkpoint_at,
    {{ seconds_between('customers.checkpoint_at', 'running_terms.term_ends_at') }} / 86400 as days_to_term_end,
    case
        when customers.checkpoint_at > first_requests.told_from
            then least(coalesce(open_requests.request_count, 0), 1)
    end as has_asked_to_cancel

from customers
cross join first_requests
left join running_terms
    on
        customers.account_id = running_terms.account_id and customers.checkpoint_at = running_terms.checkpoint_at
left join open_requests
    on
        customers.account_id = open_requests.account_id and customers.checkpoint_at = open_requests.checkpoint_at
