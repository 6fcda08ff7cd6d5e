{#- Quantiles of cells in SQL: no step has all values of a cell in one row, or sorts them in one place. -#}

{% macro cell_key() -%}
    model_key, grain, period_start, value_key
{%- endmacro %}

{#- The rows of all cells of quantiles. -#}
{% macro measured_rows() -%}
    {%- for cells in cell_groups(quantile_cells()) %}
    {{ rows_of_cells(cells, 'measure is not null') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- Of each row of `wanted` (a cell, what it is asked for, and the share), the quantile of its cell at that share, by linear
    interpolation between neighbours. CTE `buckets` has the ranks of each bucket, and metric_measures those of each value. -#}
{% macro quantiles_at(wanted, asked) -%}
    select
        {{ cell_key() }},
        {{ asked | join(', ') }},
        max(case when not is_above then measure end)
        + (max(case when is_above then measure end) - max(case when not is_above then measure end)) * max(position - floor(position))
            as value
    from (
        {% for is_above in ['false', 'true'] -%}
        select
            {{ cell_key() }},
            {{ asked | join(', ') }},
            position,
            {{ is_above }} as is_above,
            cast({{ 'ceil' if is_above == 'true' else 'floor' }}(position) as bigint) + 1 as wanted_rank
        from (select *, (subjects - 1) * share as position from {{ wanted }}) as positions
        {{ 'union all' if not loop.last }}
        {% endfor %}
    ) as neighbours
    inner join buckets
        using ({{ cell_key() }})
    inner join {{ ref('metric_measures') }} as measures
        using ({{ cell_key() }}, bucket)
    where
        wanted_rank between buckets.first_rank and buckets.last_rank
        and wanted_rank between measures.first_rank and measures.last_rank
    group by {{ cell_key() }}, {{ asked | join(', ') }}
{%- endmacro %}

{#- The steps from `observations` and `estimates` to `margins`: how far the share at or below an estimate may be off. -#}
{% macro quantile_margins() -%}
    clusters as (

        select
            {{ cell_key() }},
            aggregation,
            observations.cluster_key,
            count(case when observations.measure <= estimates.value then 1 end) as at_or_below,
            count(*) as subjects
        from observations
        inner join estimates using ({{ cell_key() }})
        group by {{ cell_key() }}, aggregation, observations.cluster_key

    ),

    sums as (

        select
            {{ cell_key() }},
            aggregation,
            cast(sum(at_or_below) as double) as numerator,
            cast(sum(subjects) as double) as denominator,
            count(*) as clusters,
            {{ cluster_products('at_or_below', 'subjects') }}
        from clusters
        group by {{ cell_key() }}, aggregation

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
{%- endmacro %}

{#- Woodruff's interval: the variance of the share of subjects at or below the estimate says between which shares the
    bounds lie; the sorted values give the bounds there. `quantiles` maps the name of each to its share. -#}
{% macro quantile_cells_of_measures(quantiles) -%}
    with

    observations as (

        {{ measured_rows() }}

    ),

    totals as (

        select
            {{ cell_key() }},
            count(*) as subjects,
            {{ from_units('sum(numerator)') }} as numerator,
            {{ from_units('sum(denominator)') }} as denominator
        from observations
        group by {{ cell_key() }}

    ),

    buckets as (

        select
            {{ cell_key() }},
            bucket,
            min(first_rank) as first_rank,
            max(last_rank) as last_rank
        from {{ ref('metric_measures') }}
        group by {{ cell_key() }}, bucket

    ),

    middles as (

        {% for name, share in quantiles.items() -%}
        select
            *,
            '{{ name }}' as aggregation,
            cast({{ share }} as double) as share
        from totals
        {{ 'union all' if not loop.last }}
        {% endfor %}

    ),

    estimates as (

        {{ quantiles_at('middles', ['aggregation']) }}

    ),

    {{ quantile_margins() }},

    bounds as (

        {% for side, sign in {'low': '-', 'high': '+'}.items() -%}
        select
            {{ cell_key() }},
            aggregation,
            '{{ side }}' as side,
            middles.subjects,
            middles.share {{ sign }} margins.margin as share
        from middles
        inner join margins using ({{ cell_key() }}, aggregation)
        {{ 'union all' if not loop.last }}
        {% endfor %}

    ),

    inner_bounds as (

        select * from bounds
        where share > 0 and share < 1

    ),

    intervals as (

        select
            {{ cell_key() }},
            aggregation,
            max(case when side = 'low' then value end) as ci_low,
            max(case when side = 'high' then value end) as ci_high
        from ({{ quantiles_at('inner_bounds', ['aggregation', 'side']) }}) as found
        group by {{ cell_key() }}, aggregation

    )

    select
        {{ cell_key() }},
        aggregation,
        middles.subjects,
        margins.clusters,
        middles.numerator,
        middles.denominator,
        estimates.value,
        intervals.ci_low,
        intervals.ci_high
    from middles
    inner join estimates using ({{ cell_key() }}, aggregation)
    inner join margins using ({{ cell_key() }}, aggregation)
    left join intervals using ({{ cell_key() }}, aggregation)
{%- endmacro %}
