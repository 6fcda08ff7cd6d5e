-- Has what is estimated from the metrics anything to say, and what would have to be collected for it?
-- A new insight is named in macro `insights`; and in `telling_rows`, if it has rows that say only that too little is
-- known.
{% set insights = insights() -%}

with

named (insight, way, input, table_name, column_name, word) as (

    values
    {% for row in insight_input_rows(insights) -%}
    (
        '{{ row.model }}', {{ row.way }}, '{{ row.item }}', '{{ row.table }}',
        {{ meta_text(row.column) }}, {{ meta_text(row.word) }}
    ){{ ',' if not loop.last }}
    {% else -%}
    (null, null, null, null, null, null)
    {% endfor %}

),

inputs as (

    select
        named.insight,
        named.way,
        named.input,
        coalesce(landed.filled_count, 0) > 0 as is_there
    from named
    left join {{ ref('metric_readiness__landed_columns') }} as landed
        on
            named.table_name = landed.table_name
            and coalesce(named.column_name, '') = coalesce(landed.column_name, '')
            and coalesce(named.word, '*') = coalesce(landed.word, '*')

),

ways as (

    select
        insight,
        count(*) as required_inputs,
        count(case when is_there then 1 end) as inputs_there,
        {{ dbt.listagg('case when not is_there then input end', "', '", 'order by input') }} as missing_inputs,
        row_number() over (
            partition by insight
            order by count(*) - count(case when is_there then 1 end) asc, count(case when is_there then 1 end) desc, way asc
        ) as precedence
    from inputs
    group by insight, way

),

counted as (

    {% for insight in insights -%}
    select
        '{{ insight }}' as insight,
        count(*) as row_count,
        count(case when {{ telling_rows().get(insight, 'true') }} then 1 end) as telling_count
    from {{ ref(insight) }}
    {% if not loop.last -%}
    union all

    {% endif -%}
    {% endfor %}

)

select
    counted.insight,
    case
        when counted.telling_count > 0 then 'ready'
        when ways.inputs_there > 0 then 'partial'
        else 'missing'
    end as readiness,
    counted.row_count,
    cast(counted.telling_count as bigint) as telling_count,
    ways.required_inputs,
    cast(ways.inputs_there as bigint) as inputs_there,
    ways.missing_inputs,
    case when ways.missing_inputs is not null then concat('Collect ', ways.missing_inputs) end as next_step,
    lines.unmatched as seed_unmatched

from counted
inner join ways on counted.insight = ways.insight
left join {{ ref('insight_readiness__seed_lines') }} as lines on counted.insight = lines.insight
where ways.precedence = 1
