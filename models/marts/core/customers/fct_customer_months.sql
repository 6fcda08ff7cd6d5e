-- What did each customer pay in the twelve months to the end of each month, and how long does a customer stay?
with

months as (

    select
        month_start_on,
        month_ends_at,
        row_number() over (order by month_start_on asc) as month_number
    from {{ ref('int_months') }}

),

revenue as (

    select
        revenue.*,
        months.month_number
    from {{ ref('int_account_revenue_months') }} as revenue
    inner join months on revenue.month_start_on = months.month_start_on

),

-- a year that began before the first payment on record would be a short one
yearly as (

    select
        revenue.customer_id,
        months.month_start_on,
        months.month_ends_at,
        sum(revenue.purchase_count) as purchase_count_12m,
        case when count(*) = count(revenue.revenue_amount) then sum(revenue.revenue_amount) end as revenue_amount_12m
    from revenue
    inner join months on revenue.month_number between months.month_number - 11 and months.month_number
    where months.month_number >= (select min(first_months.month_number) + 11 from revenue as first_months)
    group by revenue.customer_id, months.month_start_on, months.month_ends_at

)

select
    yearly.customer_id as account_id,
    yearly.month_start_on,
    yearly.month_ends_at,
    cast(yearly.purchase_count_12m as bigint) as purchase_count_12m,
    cast(yearly.revenue_amount_12m as double) as revenue_amount_12m,
    lifespans.lifespan_years,
    cast(yearly.revenue_amount_12m as double) * lifespans.lifespan_years as lifetime_value_amount,
    case when yearly.revenue_amount_12m is null then 'amount_unknown' end as lifetime_value_unknown_because

from yearly
left join {{ ref('int_company_lifespans') }} as lifespans on yearly.month_start_on = lifespans.month_start_on
