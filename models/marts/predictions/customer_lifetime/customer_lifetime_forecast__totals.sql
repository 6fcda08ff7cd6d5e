-- What was expected of all customers and of each band together, from each origin, and what came of it? Of money, those
-- alone of whom both are known.
with

priced as (

    select
        *,
        case when is_newest or amount_after is not null then value_expected end as priced_value,
        case when value_expected is not null then amount_after end as priced_amount
    from {{ ref('customer_lifetime_forecast__expected') }}

),

of_bands as (

    select
        *,
        value_band as band
    from priced
    where value_band is not null

    union all

    select
        *,
        'all' as band
    from priced

)

select
    basis,
    method,
    origin_on,
    is_newest,
    band as value_band,
    count(*) as customers,
    count(priced_value) as priced_customers,
    round({{ from_units('sum(' ~ in_units('units_expected') ~ ')') }}, 6) as units_expected,
    round({{ from_units('sum(' ~ in_units('units_after') ~ ')') }}, 6) as units_actual,
    round({{ from_units('sum(' ~ in_units('priced_value') ~ ')') }}, 6) as value_expected,
    round({{ from_units('sum(' ~ in_units('priced_amount') ~ ')') }}, 6) as value_actual

from of_bands
group by basis, method, origin_on, is_newest, band
