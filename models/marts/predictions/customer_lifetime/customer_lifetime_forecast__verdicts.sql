-- Is it published what customers will bring, and why not? The gate of the forecast.
with

bases as (

    select
        'orders' as basis,
        count(*) as row_count
    from {{ ref('customer_lifetime_forecast__purchase_days') }}
    where is_purchase_day

    union all

    select
        'subscriptions' as basis,
        count(*) as row_count
    from {{ ref('customer_lifetime_forecast__spans') }}

),

newest as (

    select
        basis,
        count(distinct customer_id) as customers
    from {{ ref('customer_lifetime_forecast__expected') }}
    where is_newest
    group by basis

),

estimates as (

    select
        'orders' as basis,
        max(purchases.status) filter (where origins.is_newest) as status,
        max_by(purchases.status, purchases.origin_on) filter (where not origins.is_newest) as past_status
    from {{ ref('customer_lifetime_forecast__purchases') }} as purchases
    inner join {{ ref('customer_lifetime_forecast__origins') }} as origins
        on purchases.origin_on = origins.origin_on
    where purchases.row_kind = 'origin'

)

select
    bases.basis,
    newest.customers,
    -- of months, most of which are 12, the absolute error is least for who says that nobody leaves
    case
        when estimates.status in ('not_converged', 'too_few_customers') then estimates.status
        when bases.basis = 'subscriptions' and newest.customers is null then 'too_few_losses'
        when model.origins is null and estimates.past_status in ('not_converged', 'too_few_customers')
            then estimates.past_status
        when newest.customers is null or model.origins is null then 'too_short'
        when
            model.rmse < least(past_rate.rmse, mean.rmse)
            and (bases.basis = 'subscriptions' or model.mae < least(past_rate.mae, mean.mae))
            then 'beats_baseline'
        when bases.basis = 'subscriptions' and mean.rmse < past_rate.rmse then 'constant_rate_is_better'
        else 'not_better_than_past_rate'
    end as verdict

from bases
left join newest on bases.basis = newest.basis
left join estimates on bases.basis = estimates.basis
left join {{ ref('customer_lifetime_forecast__judged') }} as model
    on bases.basis = model.basis and model.method in ('bg_nbd', 'monthly_hazards')
left join {{ ref('customer_lifetime_forecast__judged') }} as mean
    on bases.basis = mean.basis and mean.method in ('mean', 'constant_rate')
left join {{ ref('customer_lifetime_forecast__judged') }} as past_rate
    on bases.basis = past_rate.basis and past_rate.method = 'past_rate'
where bases.row_count > 0
