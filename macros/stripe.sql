{#- Stripe's currencies of which the smallest unit is not a hundredth: `currency` in lower case, and its `decimals`. -#}
{% macro stripe_decimals() -%}
    select
        word as currency,
        cast(ours as integer) as decimals
    from {{ ref('vendor_words') }}
    where vendor = 'stripe' and what = 'decimals'
{%- endmacro %}

{#- An amount in the smallest units of its currency as money, in hundredths of the currency itself; `decimals`: of the
    currency, null for two. Half a hundredth counts up; what a division left behind the eighth decimal counts for nothing. -#}
{% macro stripe_money(units, decimals) -%}
    cast(
        round(round(cast({{ units }} as double) * 100 / power(10, coalesce({{ decimals }}, 2)), 8)) / 100
        as decimal(18, 2)
    )
{%- endmacro %}
