{#- Kaplan–Meier: how many are left after how long, where some have not been watched to the end. -#}

{#- A query of the curve of each group: its columns, duration, at_risk, events, share_left, ci_low, ci_high. `durations` is
    a relation with the columns of the group, `duration`, and `is_event`: whether it ended then, or was last seen then.
    Who was last seen at the same time as others ended was at risk with them. The interval is Greenwood's on the scale
    log(-log), 95 %; there is none where all are left or nobody is. -#}
{% macro survival_curve(durations, groups) -%}
{%- set by = groups | join(', ') -%}
with

endings as (

    select
        {{ by }},
        duration,
        count(*) as endings,
        cast(count(case when is_event then 1 end) as bigint) as events
    from {{ durations }}
    group by {{ by }}, duration

),

at_risk as (

    select
        *,
        cast(sum(endings) over (
            partition by {{ by }} order by duration desc rows between unbounded preceding and current row
        ) as bigint) as at_risk
    from endings

),

summed as (

    select
        *,
        sum(case when events < at_risk then ln(1 - cast(events as double) / at_risk) end) over upwards as log_left,
        min(at_risk - events) over upwards as least_left,
        sum(case when events < at_risk then cast(events as double) / at_risk / (at_risk - events) end) over upwards
            as greenwood
    from at_risk
    window upwards as (
        partition by {{ by }} order by duration asc rows between unbounded preceding and current row
    )

),

curve as (

    select
        *,
        -- the last digits depend on the order of sums
        case when least_left = 0 then 0 else round(exp(log_left), 12) end as share_left
    from summed

)

select
    {{ by }},
    duration,
    at_risk,
    events,
    share_left,
    {% for side, end in [('-', 'low'), ('+', 'high')] -%}
    case
        when share_left > 0 and share_left < 1
            then round(power(share_left, exp({{ side }}1.959964e0 * sqrt(greenwood) / ln(share_left))), 12)
    end as ci_{{ end }}{{ ',' if not loop.last }}
    {% endfor -%}
from curve
{%- endmacro %}

{#- The first duration after which at most this share is left; the last digits of floating point do not decide it. -#}
{% macro first_duration(bound, share=0.5) -%}
    min(duration) filter (where {{ bound }} <= {{ share }} + 1e-9)
{%- endmacro %}

{#- A query of durations once for the whole company, and once for each value of each dimension of accounts. `durations`
    has account_id, duration and is_event. -#}
{% macro durations_by_dimension(durations) -%}
select
    'all' as dimension,
    'all' as dimension_value,
    duration,
    is_event
from {{ durations }}
{%- for dimension in published_dimensions('account') %}

union all

select
    '{{ dimension.name }}' as dimension,
    accounts.{{ dimension.column }} as dimension_value,
    durations.duration,
    durations.is_event
from {{ durations }} as durations
inner join {{ ref('dim_accounts') }} as accounts on durations.account_id = accounts.account_id
where accounts.{{ dimension.column }} is not null
{%- endfor %}
{%- endmacro %}

{#- A query of the curves of all dimension values, with the median of each and its interval. -#}
{% macro curves_by_dimension(durations) -%}
with

durations as (

    {{ durations_by_dimension(durations) | indent(4) }}

),

curves as (

    {{ survival_curve('durations', ['dimension', 'dimension_value']) | indent(4) }}

),

medians as (

    select
        dimension,
        dimension_value,
        {{ first_duration('share_left') }} as median_days,
        {{ first_duration('ci_low') }} as median_low,
        {{ first_duration('ci_high') }} as median_high
    from curves
    group by dimension, dimension_value

)

select
    curves.*,
    medians.median_days,
    medians.median_low,
    medians.median_high
from curves
inner join medians
    on curves.dimension = medians.dimension and curves.dimension_value = medians.dimension_value
{%- endmacro %}

{#- Whole days between two instants. -#}
{% macro whole_days(earlier, later) -%}
    cast(floor({{ seconds_between(earlier, later) }} / 86400e0) as integer)
{%- endmacro %}
