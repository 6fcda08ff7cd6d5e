-- From when to when was each account a customer?
select
    customer_id as account_id,
    span_number,
    basis,
    started_at,
    ended_at,
    ended_at_unknown_because

from {{ ref('int_account_active_spans') }}
