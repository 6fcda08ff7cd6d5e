-- How many days was each account a customer, each time, and did that end? What has not ended yet is seen up to the
-- present; an end that a new start may still bridge is none yet. Whose end nobody would tell of says nothing.
with

spans as (

    select
        spans.account_id,
        spans.started_at,
        as_of.as_of,
        coalesce({{ is_grace_over('spans.ended_at', 'as_of.as_of') }}, false) as is_event,
        coalesce(spans.ended_at, as_of.as_of) as ended_at
    from {{ ref('fct_account_spans') }} as spans
    cross join {{ ref('int_as_of') }} as as_of
    where spans.started_at <= as_of.as_of and spans.ended_at_unknown_because is null

)

select
    account_id,
    {{ whole_days('started_at', 'least(ended_at, as_of)') }} as duration,
    is_event

from spans
