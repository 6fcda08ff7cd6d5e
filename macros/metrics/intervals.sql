{#- The 95 % intervals of the roll-up, for cells whose rows come in clusters that resemble themselves. -#}

{#- The sums over the clusters of a cell, from one row for each cell and cluster, with numbers in the roll-up's units. -#}
{% macro cluster_sums(numerator, denominator) -%}
    {{ from_units('sum(' ~ numerator ~ ')') }} as numerator,
    {{ from_units('sum(' ~ denominator ~ ')') }} as denominator,
    count(case when {{ denominator }} <> 0 then 1 end) as clusters,
    {{ cluster_products(from_units(numerator), from_units(denominator)) }}
{%- endmacro %}

{% macro cluster_products(numerator, denominator) -%}
    {{ product_sum(numerator, numerator) }} as numerator_squares,
    {{ product_sum(numerator, denominator) }} as cross_products,
    {{ product_sum(denominator, denominator) }} as denominator_squares
{%- endmacro %}

{#- The linearised variance of a ratio of sums; 0 where the clusters do not differ from it.
    What remains after the subtraction must exceed the noise of floating point. -#}
{% macro ratio_variance(ratio) -%}
    case
        when clusters < 2 then 0
        when
            numerator_squares - 2 * {{ ratio }} * cross_products + {{ ratio }} * {{ ratio }} * denominator_squares
            <= 1e-12 * numerator_squares
            then 0
        else
            clusters / (clusters - 1e0)
            * (
                numerator_squares - 2 * {{ ratio }} * cross_products
                + {{ ratio }} * {{ ratio }} * denominator_squares
            ) / (denominator * denominator)
    end
{%- endmacro %}

{#- The number of clusters of equal size that would say as much. -#}
{% macro effective_clusters() -%}
    denominator * denominator / denominator_squares
{%- endmacro %}

{#- Student's t at 97.5 %, for any df >= 1, whole or not; relative error below 1.3e-5. -#}
{% macro t_quantile(df) -%}
    (
        1.959964e0 * exp(
            (1e0 / ({{ df }})) * (1.21008974 + (1e0 / ({{ df }})) * (0.70838887 + (1e0 / ({{ df }})) * (
                0.16596149 + (1e0 / ({{ df }})) * (-0.31568065 + (1e0 / ({{ df }})) * 0.10041754e0)
            )))
        )
    )
{%- endmacro %}

{#- How many times more subjects are needed than if they did not resemble each other. Where the data show no
    variance, as when every subject is 1, Kish's formula says it for the assumed resemblance. -#}
{% macro design_effect(ratio, variance) -%}
    case
        when {{ variance }} = 0
            then 1 + (denominator_squares / denominator - 1) * {{ var('assumed_icc') }}
        else greatest(1, {{ variance }} * denominator / nullif({{ ratio }} * (1 - {{ ratio }}), 0))
    end
{%- endmacro %}

{#- Wilson's interval for a share of `subjects` independent subjects; `side` is + or -. -#}
{% macro wilson_bound(share, subjects, t, side) -%}
    (
        {{ share }} + {{ t }} * {{ t }} / (2 * {{ subjects }}) {{ side }} {{ t }} * sqrt(
            {{ share }} * (1 - {{ share }}) / {{ subjects }}
            + {{ t }} * {{ t }} / (4 * {{ subjects }} * {{ subjects }})
        )
    ) / (1 + {{ t }} * {{ t }} / {{ subjects }})
{%- endmacro %}

{#- The bounds of an interval, held to the metric's range and to its own value, which arithmetic may leave on the wrong
    side by the last digit. `greatest` and `least` pass over nulls, and would give an end of the range for an unknown
    bound. -#}
{% macro lower_bound(bound, value, range_low) -%}
    case when {{ bound }} is not null then greatest(least({{ bound }}, {{ value }}), {{ range_low }}) end
{%- endmacro %}

{% macro upper_bound(bound, value, range_high) -%}
    case when {{ bound }} is not null then least(greatest({{ bound }}, {{ value }}), {{ range_high }}) end
{%- endmacro %}
