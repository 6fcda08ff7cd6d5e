{#- The upper end of Wilson's 95 % interval of a share seen in so many independent cases. -#}
{% macro wilson_upper(share, cases) -%}
    ((
        {{ share }} + 1.9208 / {{ cases }}
        + 1.96 * sqrt({{ share }} * (1 - {{ share }}) / {{ cases }} + 0.9604 / ({{ cases }} * {{ cases }}))
    ) / (1 + 3.8416 / {{ cases }}))
{%- endmacro %}
