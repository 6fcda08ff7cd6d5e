-- Every cell of the metrics that are a ratio of sums, with its interval.
with

cells as (

    {% for cell in metric_cells() -%}
    {{ ratio_cell(cell) }}
    {% if not loop.last -%}
    union all

    {% endif -%}
    {% endfor %}

),

models as (

    select * from {{ ref('metric_models') }}

),

in_units as (

    select
        models.ratio_metric_id as metric_id,
        models.is_binary,
        cells.grain,
        cells.period_start,
        cells.value_key,
        cells.subjects,
        cells.clusters,
        cells.numerator / models.numerator_units as numerator,
        cells.denominator / models.denominator_units as denominator,
        cells.numerator_squares / (models.numerator_units * models.numerator_units) as numerator_squares,
        cells.cross_products / (models.numerator_units * models.denominator_units) as cross_products,
        cells.denominator_squares / (models.denominator_units * models.denominator_units) as denominator_squares
    from cells
    inner join models on cells.model_key = models.model_key
    where cells.denominator <> 0

),

ratios as (

    select
        *,
        numerator / denominator as ratio,
        {{ effective_clusters() }} as effective_clusters
    from in_units

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

)

select
    metric_id,
    grain,
    period_start,
    value_key,
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
