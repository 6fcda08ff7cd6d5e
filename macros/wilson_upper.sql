{#- The upper end of Wilson's 95 % interval of a share seen in so many independent cases. -#}
{% macro wilson_upper(share, cases) -%}
    ((
        {{ share }} + 1.9208e0 / {{ cases }}
        + 1.96e0 * sqrt({{ share }} * (1 - {{ share }}) / {{ cases }} + 0.9604e0 / ({{ cases }} * {{ cases }}))
    ) / (1 + 3.8416e0 / {{ cases }}))
{%- endmacro %}
