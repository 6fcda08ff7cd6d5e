{#- Money in var reporting_currency, by the rate of a day. -#}

{# Joins the rate of a currency at an instant; without a currency the amount is in the reporting currency already. #}
{% macro join_exchange_rate(alias, currency, instant) -%}
    left join {{ ref('int_exchange_rates') }} as {{ alias }}
        on
            coalesce(upper({{ currency }}), upper('{{ var("reporting_currency") }}')) = {{ alias }}.currency
            and {{ alias }}.valid_from <= {{ instant }}
            and {{ instant }} < {{ alias }}.valid_to
{%- endmacro %}

{# An amount at a rate so joined, rounded to cents; null where the seed has no rate for it. Nothing is nothing in any
   currency. #}
{% macro in_reporting_currency(amount, alias) -%}
    case when {{ amount }} = 0 then 0 else try_cast(round({{ amount }} * {{ alias }}.rate, 2) as decimal(18, 2)) end
{%- endmacro %}

{# Where a stretch of time has no end yet. #}
{% macro far_future() -%}
    cast('9999-01-01' as timestamp)
{%- endmacro %}
