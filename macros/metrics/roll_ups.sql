{#- The sums of all cells of a kind (ratio, total, balance or quantile): those that metric_sums found by sorting or, with
    var roll_up: sql, group-bys, one for each cell, since several small ones hold less in memory than grouping sets. -#}
{% macro sums_of_cells(kind) -%}
    {%- if var('roll_up') == 'sql' -%}
        {%- for cell in (quantile_cells() if kind == 'quantile' else metric_cells()) -%}
            {%- if kind == 'ratio' -%}{{ ratio_cell(cell) }}
            {%- elif kind == 'total' -%}{{ total_cell(cell) }}
            {%- elif kind == 'balance' -%}{{ balance_cell(cell) }}
            {%- else -%}
                select * from ({{ quantile_cell(cell, {'median': 0.5, 'p90': 0.9}) }}) as {{ cell.grain }}_{{ cell.value }}
            {%- endif -%}
            {{ ' union all ' if not loop.last }}
        {%- endfor -%}
    {%- else -%}
        select
            sums.*,
            sums.kind as aggregation,
            models.model_key,
            dimension_values.value_key
        from {{ ref('metric_sums') }} as sums
        inner join {{ ref('metric_models') }} as models on sums.model = models.model
        inner join {{ ref('metric_dimension_values') }} as dimension_values on sums.value_code = dimension_values.value_code
        where sums.kind in ({{ "'median', 'p90'" if kind == 'quantile' else "'" ~ kind ~ "'" }})
    {%- endif -%}
{%- endmacro %}

{#- The rows of metric_dimension_keys that a cell groups, under the cell's own names for period and dimension value. -#}
{% macro rows_of_cell(cell, condition) -%}
    select
        *,
        '{{ cell.grain }}' as grain,
        {{ cell.period }} as period_start,
        {{ cell.value }} as value_key
    from {{ ref('metric_dimension_keys') }}
    where {{ condition }} and {{ cell.period }} is not null and {{ cell.value }} is not null
{%- endmacro %}

{#- Whether an instant is the end of its period: a second later is another one. The running period ends with the present. -#}
{% macro is_at_end_of(grain, instant) -%}
    (
        {{ instant }} = present.as_of
        or date_trunc('{{ grain }}', {{ to_reporting_time(instant ~ " + interval '1' second") }})
        <> date_trunc('{{ grain }}', {{ to_reporting_time(instant) }})
    )
{%- endmacro %}

{% macro ratio_cell(cell) -%}
    select
        model_key,
        grain,
        period_start,
        value_key,
        sum(subjects) as subjects,
        {{ cluster_sums('numerator', 'denominator') }}
    from (
        select
            model_key,
            grain,
            period_start,
            value_key,
            cluster_key,
            count(*) as subjects,
            sum(numerator) as numerator,
            sum(denominator) as denominator
        from ({{ rows_of_cell(cell, 'is_ratio') }}) as observations
        group by all
    ) as clusters
    group by all
{%- endmacro %}

{% macro total_cell(cell) -%}
    select
        model_key,
        grain,
        period_start,
        value_key,
        count(*) as subjects,
        count(distinct subject_key) as distinct_subjects,
        count(distinct cluster_key) as clusters,
        {{ from_units('sum(numerator)') }} as numerator,
        {{ from_units('max(numerator)') }} as largest,
        {{ from_units('sum(denominator)') }} as denominator
    from ({{ rows_of_cell(cell, 'is_total') }}) as observations
    group by all
{%- endmacro %}

{% macro balance_cell(cell) -%}
    select
        model_key,
        grain,
        period_start,
        value_key,
        count(*) as subjects,
        count(distinct cluster_key) as clusters,
        {{ from_units('sum(numerator)') }} as numerator
    from ({{ rows_of_cell(cell, 'is_balance') }}) as observations
    group by all
{%- endmacro %}

{#- Woodruff's interval: the sorted values of the cell give the estimate; the variance of the share of subjects
    at or below it says between which shares the bounds lie; the same sorted values give the bounds.
    `quantiles` maps the name of each to its share. -#}
{% macro quantile_cell(cell, quantiles) -%}
    with

    observations as (

        {{ rows_of_cell(cell, 'measure is not null') }}

    ),

    sorted as (

        select
            model_key,
            grain,
            period_start,
            value_key,
            count(*) as subjects,
            {{ from_units('sum(numerator)') }} as numerator,
            {{ from_units('sum(denominator)') }} as denominator,
            {{ sorted_values('measure') }} as measures
        from observations
        group by all

    ),

    estimates as (

        select
            model_key,
            period_start,
            value_key,
            {% for name, share in quantiles.items() -%}
            {{ quantile_of('measures', share) }} as {{ name }}_value{{ ',' if not loop.last }}
            {% endfor %}
        from sorted

    ),

    clusters as (

        select
            observations.model_key,
            observations.period_start,
            observations.value_key,
            observations.cluster_key,
            {% for name in quantiles -%}
            count_if(observations.measure <= estimates.{{ name }}_value) as at_or_below_{{ name }},
            {% endfor -%}
            count(*) as subjects
        from observations
        inner join estimates using (model_key, period_start, value_key)
        group by all

    ),

    sums as (

        {% for name, share in quantiles.items() -%}
        select
            model_key,
            period_start,
            value_key,
            '{{ name }}' as aggregation,
            {{ share }} as share,
            cast(sum(at_or_below_{{ name }}) as double) as numerator,
            cast(sum(subjects) as double) as denominator,
            count(*) as clusters,
            {{ cluster_products('at_or_below_' ~ name, 'subjects') }}
        from clusters
        group by all
        {% if not loop.last -%}
        union all

        {% endif -%}
        {% endfor %}

    ),

    margins as (

        select
            *,
            case
                when {{ effective_clusters() }} >= 2
                    then {{ t_quantile(effective_clusters() ~ ' - 1') }}
                        * sqrt(nullif({{ ratio_variance('(numerator / denominator)') }}, 0))
            end as margin
        from sums

    )

    select
        sorted.model_key,
        margins.aggregation,
        sorted.grain,
        sorted.period_start,
        sorted.value_key,
        sorted.subjects,
        margins.clusters,
        sorted.numerator,
        sorted.denominator,
        {{ quantile_of('sorted.measures', 'margins.share') }} as value,
        case
            when margins.share - margins.margin > 0
                then {{ quantile_of('sorted.measures', '(margins.share - margins.margin)') }}
        end as ci_low,
        case
            when margins.share + margins.margin < 1
                then {{ quantile_of('sorted.measures', '(margins.share + margins.margin)') }}
        end as ci_high
    from sorted
    inner join margins using (model_key, period_start, value_key)
{%- endmacro %}

{#- The steps from the sums of `cells` over their clusters to `intervals`: each ratio with its interval, still without
    the metric's scale. `keys` are the columns that name a cell. -#}
{% macro ratio_intervals(keys) -%}
ratios as (

    select
        cells.*,
        models.ratio_metric_id as metric_id,
        models.is_binary,
        cells.numerator / cells.denominator as ratio,
        {{ effective_clusters() }} as effective_clusters
    from cells
    inner join models on cells.model_key = models.model_key
    where cells.denominator <> 0

),

variances as (

    select
        *,
        {{ ratio_variance('ratio') }} as variance,
        case when effective_clusters >= 2 then {{ t_quantile('effective_clusters - 1') }} end as t_value
    from ratios

),

effective as (

    select
        *,
        t_value * sqrt(nullif(variance, 0)) as margin,
        denominator / ({{ design_effect('ratio', 'variance') }}) as effective_subjects
    from variances

),

intervals as (

    select
        metric_id,
        {% for key in keys -%}
        {{ key }},
        {% endfor -%}
        numerator,
        denominator,
        subjects,
        clusters,
        ratio as value,
        case
            when is_binary then {{ wilson_bound('ratio', 'effective_subjects', 't_value', '-') }}
            else ratio - margin
        end as ci_low,
        case
            when is_binary then {{ wilson_bound('ratio', 'effective_subjects', 't_value', '+') }}
            else ratio + margin
        end as ci_high
    from effective

)
{%- endmacro %}

{#- With --full-refresh, nothing of the last build is kept. -#}
{% macro forget_sums() -%}
    {%- if execute and flags.FULL_REFRESH and load_relation(this) -%}
        delete from {{ this }}
    {%- endif -%}
{%- endmacro %}
