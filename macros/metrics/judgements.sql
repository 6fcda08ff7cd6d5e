{#- What metric_values says about a value: the period after it, its target, its change. -#}

{% macro next_period(cell) -%}
    cast(case {{ cell }}.grain
        when 'day' then {{ cell }}.period_start + interval '1' day
        when 'week' then {{ cell }}.period_start + interval '7' day
        when 'month' then {{ cell }}.period_start + interval '1' month
        when 'quarter' then {{ cell }}.period_start + interval '3' month
    end as date)
{%- endmacro %}

{#- MOVER (Newcombe): zero lies outside the interval of the difference, made from the two intervals. -#}
{% macro is_change_significant(cell, previous) -%}
    case
        when {{ cell }}.value >= {{ previous }}.value
            then power({{ cell }}.value - {{ previous }}.value, 2)
                > power({{ cell }}.value - {{ cell }}.ci_low, 2) + power({{ previous }}.ci_high - {{ previous }}.value, 2)
        else power({{ cell }}.value - {{ previous }}.value, 2)
            > power({{ cell }}.ci_high - {{ cell }}.value, 2) + power({{ previous }}.value - {{ previous }}.ci_low, 2)
    end
{%- endmacro %}

{#- Touching the target is met; the last digits of floating point do not decide it. -#}
{% macro target_status() -%}
    case
        when target is null then 'no_target'
        when direction = 'higher_is_better' and value >= target - 1e-9 * greatest(1, abs(target)) then 'met'
        when direction = 'lower_is_better' and value <= target + 1e-9 * greatest(1, abs(target)) then 'met'
        else 'missed'
    end
{%- endmacro %}

{#- Whether the whole interval lies on the value's side of the target. -#}
{% macro target_is_clear() -%}
    case
        when target_status = 'no_target' then null
        when target_status = 'met' and direction = 'higher_is_better' then ci_low >= target
        when target_status = 'met' then ci_high <= target
        when direction = 'higher_is_better' then ci_high < target
        else ci_low > target
    end
{%- endmacro %}
