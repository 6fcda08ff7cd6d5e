-- Each service on each day for which it was promised: the minutes agreed, and those that it was up.
with

days as (

    select * from {{ ref('int_service_days') }}
    where agreed_minutes > 0 or is_negative

)

select
    service || '/' || coalesce({{ key_part('product_area', '/') }}, '') || '/' || cast(service_on as string)
        as service_day_id,
    service,
    product_area,
    service_on,
    ends_at as day_ends_at,
    agreed_minutes,
    down_minutes,
    -- a day that was down for longer than was agreed has nothing left of what was agreed
    case when not is_negative then greatest(agreed_minutes - down_minutes, 0) end as up_minutes,
    case when is_negative then 'impossible_value' end as up_minutes_unknown_because

from days
