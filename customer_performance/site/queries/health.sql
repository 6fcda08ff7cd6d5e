-- How many accounts are in each band at the end of the last month.
select
    month_start_on,
    coalesce(health_band, 'unknown') as band,
    count(*) as accounts
from marts.customer_health
where month_start_on = (select max(month_start_on) from marts.customer_health)
group by all
