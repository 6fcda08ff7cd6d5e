-- Every cell of the metrics that are a stock: what has come in and not gone out by the period's end, with a row
-- for every period from the first entry to the present. Subjects and clusters are those that moved in the period.
with

moves as (

    {{ sums_of_cells('balance') }}

),

models as (

    select * from {{ ref('metric_models') }}

),

periods as (

    {% for grain in metric_grains() -%}
    select distinct
        '{{ grain }}' as grain,
        {{ 'date_on' if grain == 'day' else grain ~ '_start_on' }} as period_start
    from {{ ref('dim_dates') }}
    {% if not loop.last -%}
    union all

    {% endif -%}
    {% endfor %}

),

first_entries as (

    select
        model_key,
        grain,
        value_key,
        min(period_start) as first_period_start
    from moves
    group by all

),

cells as (

    select
        first_entries.model_key,
        first_entries.grain,
        first_entries.value_key,
        periods.period_start
    from first_entries
    inner join periods
        on
            first_entries.grain = periods.grain
            and first_entries.first_period_start <= periods.period_start

),

balances as (

    select
        cells.*,
        coalesce(moves.subjects, 0) as subjects,
        coalesce(moves.clusters, 0) as clusters,
        sum(coalesce({{ in_units('moves.numerator') }}, 0)) over (
            partition by cells.model_key, cells.grain, cells.value_key
            order by cells.period_start
            rows between unbounded preceding and current row
        ) as numerator
    from cells
    left join moves
        on
            cells.model_key = moves.model_key
            and cells.grain = moves.grain
            and cells.period_start = moves.period_start
            and cells.value_key = moves.value_key

)

select
    models.total_metric_id as metric_id,
    balances.grain,
    balances.period_start,
    balances.value_key,
    {{ from_units('balances.numerator') }} as numerator,
    cast(null as double) as denominator,
    balances.subjects,
    balances.clusters,
    {{ from_units('balances.numerator') }} as value,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high

from balances
inner join models on balances.model_key = models.model_key
