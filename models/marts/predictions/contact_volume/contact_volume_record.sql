-- Of each series: what is forecast of it, by which method, and how right was that from past origins?
select
    verdicts.contact,
    verdicts.grain,
    verdicts.dimension,
    verdicts.dimension_value,
    verdicts.verdict,
    verdicts.method,
    verdicts.is_level_shift,
    verdicts.days,
    cast(verdicts.contacts_per_day as double) as contacts_per_day,
    cast(verdicts.closed_share as double) as closed_share,
    verdicts.origins,
    coalesce(shown.first_origin_on, ours.first_origin_on) as first_origin_on,
    coalesce(shown.last_origin_on, ours.last_origin_on) as last_origin_on,
    round(ours.mase / nullif(naive.mase, 0), 9) as regression_relative_mase,
    round(means.mase / nullif(naive.mase, 0), 9) as weekday_mean_relative_mase,
    round(shown.mase / nullif(naive.mase, 0), 9) as relative_mase,
    round(shown.rmsse / nullif(naive.rmsse, 0), 9) as relative_rmsse,
    shown.mase,
    shown.wape,
    shown.bias,
    shown.weighted_quantile_loss,
    shown.coverage_80,
    shown.coverage_95

from {{ ref('contact_volume_forecast__verdicts') }} as verdicts
{% for alias, method in {
    'shown': 'verdicts.method', 'naive': "'seasonal_naive'", 'means': "'weekday_mean'", 'ours': "'regression'"
}.items() -%}
left join {{ ref('contact_volume_forecast__judged') }} as {{ alias }}
    on
        verdicts.contact = {{ alias }}.contact
        and verdicts.grain = {{ alias }}.grain
        and verdicts.dimension = {{ alias }}.dimension
        and verdicts.dimension_value = {{ alias }}.dimension_value
        and {{ method }} = {{ alias }}.method
{% endfor %}
