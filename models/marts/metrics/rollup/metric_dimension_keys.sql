-- Each observation once, with its periods and dimensions as small keys; null where its metric or
-- the observation itself has no such period or dimension. The roll-up in SQL groups this.
{{ config(materialized='table' if var('roll_up') == 'sql' else 'view') }}

with

observations as (

    select * from {{ ref('metric_observations') }}

),

models as (

    select * from {{ ref('metric_models') }}

),

dimension_values as (

    select * from {{ ref('metric_dimension_values') }}

),

accounts as (

    select * from {{ ref('metric_account_keys') }}

),

teams as (

    select * from {{ ref('metric_team_keys') }}

)

select
    models.model_key,
    models.ratio_metric_id is not null as is_ratio,
    models.total_metric_id is not null and not models.is_balance as is_total,
    models.is_balance,
    {% for grain in metric_grains() -%}
    case
        when
            models.has_{{ grain }}
            and (not models.is_snapshot or {{ is_at_end_of(grain, 'observations.observed_at') }})
            then cast(date_trunc('{{ grain }}', {{ to_reporting_time('observations.observed_at') }}) as date)
    end as {{ grain }}_start,
    {% endfor -%}
    case when models.has_all then 0 end as all_key,
    case when models.has_team then teams.team_key end as team_key,
    case when models.has_lead then teams.lead_key end as lead_key,
    {% for dimension in published_dimensions('account') -%}
    case when models.has_{{ dimension.name }} then accounts.{{ dimension.name }}_key end as {{ dimension.name }}_key,
    {% endfor -%}
    {% for dimension in published_dimensions('observation') -%}
    case
        when models.has_{{ dimension.name }} then {{ dimension.name }}_values.value_key
    end as {{ dimension.name }}_key,
    {% endfor -%}
    {{ key_of('observations.cluster_id') }} as cluster_key,
    case when models.is_distinct then {{ key_of('observations.subject_id') }} end as subject_key,
    {{ in_units('observations.numerator') }} as numerator,
    {{ in_units('observations.denominator') }} as denominator,
    case
        when models.median_metric_id is null and models.p90_metric_id is null then null
        when observations.denominator <> 0 then observations.numerator / observations.denominator
    end as measure

from observations
inner join models on observations.metric_id = models.model
cross join {{ ref('int_as_of') }} as present
left join accounts on observations.account_id = accounts.account_id
left join teams on observations.team_id = teams.team_id
{% for dimension in published_dimensions('observation') -%}
left join dimension_values as {{ dimension.name }}_values
    on
        {{ dimension.name }}_values.dimension = '{{ dimension.name }}'
        and observations.{{ dimension.column }} = {{ dimension.name }}_values.source_value
{% endfor %}
