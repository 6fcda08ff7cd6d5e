-- What happened to each quote, and when?
{% set steps = {'requested': 'requested_at', 'sent': 'sent_at'} -%}

with

steps as (

    {% for step, at in steps.items() -%}
    select
        quote_id,
        account_id,
        {{ at }} as happened_at,
        '{{ step }}' as step,
        {{ loop.index }} as step_number
    from {{ ref('fct_quotes') }}

    union all

    {% endfor -%}
    select
        quote_id,
        account_id,
        decided_at as happened_at,
        status as step,
        {{ steps | length + 1 }} as step_number
    from {{ ref('fct_quotes') }}
    where is_decided

)

select * from steps
where happened_at is not null
