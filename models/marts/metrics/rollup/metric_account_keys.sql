-- The keys of each account's dimension values, and one number for all of these together.
{% set attributes = [] -%}
{% for dimension in published_dimensions('account') -%}
{% do attributes.append("'" ~ dimension.name ~ "'") %}
{%- do attributes.append('accounts.' ~ dimension.column) %}
{%- endfor -%}

with

dimension_values as (

    select * from {{ ref('metric_dimension_values') }}

)

select
    {% for dimension in published_dimensions('account') -%}
    {{ dimension.name }}_values.value_key as {{ dimension.name }}_key,
    {% endfor -%}
    {{ key_of_all(attributes) }} as attributes_code,
    accounts.account_id,
    {{ key_of('accounts.account_id') }} as account_code

from {{ ref('dim_accounts') }} as accounts
{% for dimension in published_dimensions('account') -%}
left join dimension_values as {{ dimension.name }}_values
    on
        {{ dimension.name }}_values.dimension = '{{ dimension.name }}'
        and accounts.{{ dimension.column }} = {{ dimension.name }}_values.source_value
{% endfor %}
