-- Which ways to pay were open in each market, and when; an option that landed twice is one.
with

{{ union_sources('payment_options') }}

select distinct
    market,
    method,
    payment_plan,
    available_from,
    coalesce(available_to, {{ far_future() }}) as available_to

from arrived
