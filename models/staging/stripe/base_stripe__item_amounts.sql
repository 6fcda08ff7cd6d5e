-- What did each item come to in a month, in the smallest units of its currency and before discounts, from when to when?
-- What is billed by use recurs by the mean of its last invoices, if var `stripe` says of how many.
{%- set invoices = vendor_setting('stripe', 'metered_invoices') | int %}
with

sold as (

    select
        tiers.*,
        states.subscription_id,
        states.item_id,
        states.starts_at,
        states.ends_at,
        case tiers.round_to
            when 'up' then cast(ceil(states.quantity / tiers.divide_by) as decimal(12, 0))
            when 'down' then cast(floor(states.quantity / tiers.divide_by) as decimal(12, 0))
            else states.quantity
        end as units
    from {{ ref('base_stripe__item_states') }} as states
    left join {{ ref('base_stripe__price_tiers') }} as tiers on states.price_id = tiers.price_id
    where states.ends_at is null or states.starts_at < states.ends_at

),

-- graduated tiers have a part each, of tiers by volume one has it all; the first has its flat amount of none, too
summed as (

    select
        subscription_id,
        item_id,
        starts_at,
        ends_at,
        plan,
        currency,
        is_metered,
        times_a_month,
        case
            when count(*) = count(unit_amount)
                then
                    sum(
                        case
                            when (units <= above and not is_first) or (units > up_to and not is_graduated) then 0
                            when is_graduated
                                then flat_amount + unit_amount * cast(least(units, coalesce(up_to, units)) - above as decimal(12, 0)) -- noqa: LT05
                            else flat_amount + unit_amount * units
                        end
                    )
        end as amount
    from sold
    group by all

)

select
    subscription_id,
    item_id,
    starts_at,
    ends_at,
    plan,
    currency,
    times_a_month,
    is_metered,
    cast(case when is_metered then 0 else amount * times_a_month end as decimal(38, 12)) as monthly_amount

from summed
{%- if invoices > 0 %}
where is_metered is distinct from true

union all

select
    used.subscription_id,
    used.item_id,
    used.period_end as starts_at,
    lead(used.period_end) over (partition by used.item_id order by used.period_end asc) as ends_at,
    used.plan,
    used.currency,
    used.times_a_month,
    false as is_metered,
    cast(
        used.times_a_month * avg(used.amount) over (
            partition by used.item_id order by used.period_end asc rows between {{ invoices - 1 }} preceding and current row
        ) as decimal(38, 12)
    ) as monthly_amount
from (
    select
        lines.subscription_id,
        lines.item_id,
        lines.period_end,
        tiers.plan,
        tiers.currency,
        tiers.times_a_month,
        sum(lines.amount) as amount
    from {{ ref('base_stripe__invoice_lines') }} as lines
    inner join {{ ref('base_stripe__price_tiers') }} as tiers
        on lines.price_id = tiers.price_id and tiers.is_first and tiers.is_metered
    where lines.subscription_id is not null
    group by all
) as used
{%- endif %}
