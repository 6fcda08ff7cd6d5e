-- Every account that was a customer just before the end of a month, with what it was like then.
with

months as (

    select * from {{ ref('int_months') }}

),

-- an open end is written as the far future, since a hash join can compare dates but not test for null
spans as (

    select
        account_id,
        basis,
        started_at,
        coalesce(ended_at, {{ far_future() }}) as ended_at,
        ended_at_unknown_because
    from {{ ref('fct_account_spans') }}

),

customers as (

    select
        spans.account_id,
        spans.basis,
        spans.started_at,
        spans.ended_at,
        spans.ended_at_unknown_because,
        months.month_start_on,
        months.next_month_starts_at as checkpoint_at,
        months.next_month_starts_at + interval '{{ var("outcome_days") }}' day as outcome_ends_at
    from months
    inner join spans
        on months.next_month_starts_at > spans.started_at and months.next_month_starts_at <= spans.ended_at

),

tickets as (

    select
        customers.account_id,
        customers.checkpoint_at,
        count(*) as ticket_count
    from customers
    inner join {{ ref('fct_tickets') }} as tickets
        on
            customers.account_id = tickets.account_id
            and customers.checkpoint_at > tickets.created_at
            and customers.checkpoint_at - interval '{{ var("link_exposure_days") }}' day <= tickets.created_at
    group by customers.account_id, customers.checkpoint_at

),

terms as (

    select distinct
        customers.account_id,
        customers.checkpoint_at
    from customers
    inner join {{ ref('fct_subscription_terms') }} as terms
        on
            customers.account_id = terms.account_id
            and customers.checkpoint_at <= terms.term_ends_at
            and customers.outcome_ends_at > terms.term_ends_at

)

select
    customers.*,
    customers.outcome_ends_at <= as_of.as_of as is_outcome_over,
    customers.ended_at_unknown_because is null
    and {{ is_grace_over("customers.outcome_ends_at - interval '1' second", 'as_of.as_of') }} as is_loss_known,
    accounts.plan,
    accounts.segment,
    accounts.region,
    accounts.customer_type,
    {{ seconds_between('customers.started_at', 'customers.checkpoint_at') }} / 86400 as tenure_days,
    mrr.mrr_amount,
    coalesce(tickets.ticket_count, 0) as ticket_count,
    terms.account_id is not null as is_term_ending

from customers
cross join {{ ref('int_as_of') }} as as_of
left join {{ ref('dim_accounts') }} as accounts on customers.account_id = accounts.account_id
left join {{ ref('int_account_mrr_spans') }} as mrr
    on
        customers.account_id = mrr.customer_id
        and customers.checkpoint_at > mrr.starts_at
        and customers.checkpoint_at <= mrr.ends_at
left join tickets
    on customers.account_id = tickets.account_id and customers.checkpoint_at = tickets.checkpoint_at
left join terms on customers.account_id = terms.account_id and customers.checkpoint_at = terms.checkpoint_at
