{#- Whole months from one date to another: from 31 January to 28 February is one, since February has no more days. -#}
{% macro whole_months(earlier, later) -%}
    cast(
        (extract(year from {{ later }}) - extract(year from {{ earlier }})) * 12
        + extract(month from {{ later }}) - extract(month from {{ earlier }})
        - case
            when extract(day from {{ later }}) < extract(day from {{ earlier }}) and {{ later }} <> last_day({{ later }})
                then 1
            else 0
        end as integer
    )
{%- endmacro %}
