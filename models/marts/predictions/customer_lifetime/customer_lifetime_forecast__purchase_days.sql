-- On which days did each customer buy, and for how much? Several purchases of one day are one. What came back is taken
-- off the company's amounts as a share, since it names no purchase.
select
    customer_id,
    cast({{ to_reporting_time('ordered_at') }} as date) as date_on,
    count(case when is_purchase then 1 end) > 0 as is_purchase_day,
    -- one unknown amount makes that of the day unknown
    case
        when count(*) filter (where is_purchase and amount is null) = 0
            then cast(sum(amount) filter (where is_purchase) as double)
    end as paid_amount,
    cast(coalesce(sum(amount) filter (where not is_purchase), 0) as double) as returned_amount,
    count(*) > count(amount) as is_amount_unknown

from {{ ref('fct_orders') }}
where customer_id is not null and ordered_at >= {{ earliest_moment() }}
group by customer_id, cast({{ to_reporting_time('ordered_at') }} as date)
