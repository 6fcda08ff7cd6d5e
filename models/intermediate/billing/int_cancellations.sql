-- For every subscription whose cancellation was asked for: on which day was it decided, whether a customer was lost?
with

subscriptions as (

    select * from {{ ref('int_subscriptions') }}
    where is_counted and cancel_requested_at is not null

),

terms as (

    select
        subscription_id,
        term_ends_at
    from {{ ref('int_subscriptions') }}

    union all

    select
        subscription_id,
        term_ends_at
    from {{ ref('int_subscription_changes') }}

),

-- the term that ran at the request: the first that ends after it
running_terms as (

    select
        subscriptions.subscription_id,
        min(terms.term_ends_at) as term_ends_at
    from subscriptions
    inner join terms
        on
            subscriptions.subscription_id = terms.subscription_id
            and subscriptions.cancel_requested_at < terms.term_ends_at
    group by subscriptions.subscription_id

),

decisions as (

    select
        subscriptions.subscription_id,
        subscriptions.customer_id,
        -- where a request that was taken back leaves no trace, the saved are not among those who asked
        subscriptions.source in ('{{ var("keeps_withdrawn_requests") | join("', '") }}') as is_told,
        -- a request that was made late decides on its own day
        greatest(
            coalesce(subscriptions.ended_at, running_terms.term_ends_at, subscriptions.cancel_requested_at),
            subscriptions.cancel_requested_at
        ) as decided_at
    from subscriptions
    left join running_terms on subscriptions.subscription_id = running_terms.subscription_id

),

outcomes as (

    select
        decisions.subscription_id,
        decisions.is_told and coalesce(bool_and(spans.ended_at_unknown_because is null), true) as is_told,
        decisions.decided_at,
        decisions.decided_at + interval '90' day as judged_at,
        coalesce(
            bool_or(
                spans.started_at <= decisions.decided_at + interval '90' day
                and coalesce(spans.ended_at > decisions.decided_at + interval '90' day, true)
            ),
            false
        ) as is_customer,
        max(spans.ended_at) filter (where spans.ended_at <= decisions.decided_at + interval '90' day) as left_at
    from decisions
    left join {{ ref('int_account_active_spans') }} as spans on decisions.customer_id = spans.customer_id
    group by decisions.subscription_id, decisions.is_told, decisions.decided_at

)

select
    outcomes.subscription_id,
    outcomes.decided_at,
    -- as long as a new start can bridge the last end, the customer may turn out never to have left
    outcomes.judged_at <= as_of.as_of
    and (
        outcomes.is_customer
        or coalesce({{ is_grace_over('outcomes.left_at', 'as_of.as_of') }}, true)
    ) as is_window_closed,
    case when outcomes.is_told then outcomes.is_customer end as is_saved,
    case when not outcomes.is_told then 'not_told' end as is_saved_unknown_because

from outcomes
cross join {{ ref('int_as_of') }} as as_of
