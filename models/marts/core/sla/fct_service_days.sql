-- Each service on each day for which it was promised: the minutes agreed, and those that it was up.
with

days as (

    select * from {{ ref('int_service_days') }}
    where is_possible and agreed_minutes > 0

)

select
    service || '/' || coalesce(product_area, '') || '/' || cast(service_on as varchar) as service_day_id,
    service,
    product_area,
    service_on,
    ends_at as day_ends_at,
    agreed_minutes,
    down_minutes,
    agreed_minutes - down_minutes as up_minutes

from days
