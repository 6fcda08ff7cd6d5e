-- Which cells the roll-up fills for each metric model: one row for each grain and dimension that it has.
with

cells as (

    {% for cell in metric_cells() -%}
    select
        model_key,
        '{{ cell.grain }}' as grain,
        '{{ cell.dimension }}' as dimension,
        {{ (cell in quantile_cells()) | lower }} as has_quantiles
    from {{ ref('metric_models') }}
    where has_{{ cell.grain }} and has_{{ cell.dimension }}
    {% if not loop.last -%}
    union all

    {% endif -%}
    {% endfor %}

)

select * from cells
