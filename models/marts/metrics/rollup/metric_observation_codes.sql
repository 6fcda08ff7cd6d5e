-- Each observation as numbers: its day, what it adds, and a 64-bit code for every id and word.
-- A view, of which metric_sums reads one metric's needed columns at a time.
select
    observations.metric_id,
    cast({{ to_reporting_time('observations.observed_at') }} as date) as observed_on,
    {% for grain in metric_grains() -%}
    {{ is_at_end_of(grain, 'observations.observed_at') }} as is_at_end_of_{{ grain }},
    {% endfor -%}
    {{ key_of('observations.cluster_id') }} as cluster_code,
    {{ key_of('observations.subject_id') }} as subject_code,
    {{ key_of('observations.account_id') }} as account_code,
    {{ key_of('observations.team_id') }} as team_code,
    {% for dimension in published_dimensions('observation') -%}
    {{ key_of('observations.' ~ dimension.column) }} as {{ dimension.name }}_code,
    {% endfor -%}
    {{ whole_part('observations.numerator') }} as numerator_whole,
    {{ fraction_part('observations.numerator') }} as numerator_fraction,
    {{ whole_part('observations.denominator') }} as denominator_whole,
    {{ fraction_part('observations.denominator') }} as denominator_fraction,
    case
        when observations.denominator <> 0 then observations.numerator / observations.denominator
    end as measure

from {{ ref('metric_observations') }} as observations
cross join {{ ref('int_as_of') }} as present
