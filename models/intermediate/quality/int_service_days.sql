-- How long was each service to be up on each day, and how long was it down?
with

{{ union_sources('service_uptime') }}

select
    min(source) as source,
    count(*) as copies,
    service,
    product_area,
    date as service_on,
    sum(agreed_minutes) as agreed_minutes,
    sum(down_minutes) as down_minutes,
    bool_and(agreed_minutes >= 0 and down_minutes between 0 and agreed_minutes) as is_possible,
    bool_or(agreed_minutes < 0 or down_minutes < 0) as is_negative,
    {{ from_reporting_time("cast(date as timestamp)") }} as starts_at,
    {{ from_reporting_time("(cast(date as timestamp) + interval '1' day)") }} - interval '1' second as ends_at,
    max(_loaded_at) as _loaded_at

from arrived
group by service, product_area, date
