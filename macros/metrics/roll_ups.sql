{#- The sums of all cells of a kind (ratio, total, balance or quantile): those that metric_sums found by sorting or, with
    var roll_up: sql, by group-bys. -#}
{% macro sums_of_cells(kind) -%}
    {%- if var('roll_up') == 'sql' and kind == 'quantile' -%}
        {{ quantile_cells_of_measures({'median': 0.5, 'p90': 0.9}) }}
    {%- elif var('roll_up') == 'sql' -%}
        {%- for cells in cell_groups(metric_cells()) -%}
            {%- if kind == 'ratio' -%}{{ ratio_cells(cells) }}
            {%- elif kind == 'total' -%}{{ total_cells(cells) }}
            {%- else -%}{{ balance_cells(cells) }}
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

{#- The rows of metric_dimension_keys once for each of the cells that they belong to, under the cell's own names for
    period and dimension value. -#}
{% macro rows_of_cells(cells, condition) -%}
    select *
    from (
        select
            keys.*,
            cells.grain,
            case cells.grain
                {%- for period in cells | map(attribute='period') | unique %}
                when '{{ period | replace('_start', '') }}' then keys.{{ period }}
                {%- endfor %}
            end as period_start,
            case cells.dimension
                {%- for value in cells | map(attribute='value') | unique %}
                when '{{ value | replace('_key', '') }}' then keys.{{ value }}
                {%- endfor %}
            end as value_key
        from {{ ref('metric_dimension_keys') }} as keys
        cross join (
            {%- for cell in cells %}
            select '{{ cell.grain }}' as grain, '{{ cell.dimension }}' as dimension
            {{- ' union all' if not loop.last }}
            {%- endfor %}
        ) as cells
        where {{ condition }}
    ) as rows_of_cells
    where period_start is not null and value_key is not null
{%- endmacro %}

{#- Whether an instant is the end of its period: a second later is another one. The running period ends with the present. -#}
{% macro is_at_end_of(grain, instant) -%}
    (
        {{ instant }} = present.as_of
        or date_trunc('{{ grain }}', {{ to_reporting_time(instant ~ " + interval '1' second") }})
        <> date_trunc('{{ grain }}', {{ to_reporting_time(instant) }})
    )
{%- endmacro %}

{% macro ratio_cells(cells) -%}
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
        from ({{ rows_of_cells(cells, 'is_ratio') }}) as observations
        group by all
    ) as clusters
    group by all
{%- endmacro %}

{% macro total_cells(cells) -%}
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
    from ({{ rows_of_cells(cells, 'is_total') }}) as observations
    group by all
{%- endmacro %}

{% macro balance_cells(cells) -%}
    select
        model_key,
        grain,
        period_start,
        value_key,
        count(*) as subjects,
        count(distinct cluster_key) as clusters,
        {{ from_units('sum(numerator)') }} as numerator
    from ({{ rows_of_cells(cells, 'is_balance') }}) as observations
    group by all
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
