-- How had each account fared with the company by the end of each month, as far as it was known then: in the newest
-- window of exposures, and in the three that reach back about 90 days.
{% set metrics = {
    'failed_first_contact': 'cpi_repeat_contact_rate', 'complaint': 'cpi_complaint_rate',
    'promise': 'cpi_response_promise_kept', 'portal': 'cpi_self_service_adoption',
} -%}

with

names (metric_id) as (

    values
    {% for metric in metrics.values() -%}
    ('{{ metric }}'){{ ',' if not loop.last }}
    {% endfor %}

),

exposures as (

    select exposures.*
    from {{ ref('cpi_kpi_links__exposures') }} as exposures
    inner join names on exposures.metric_id = names.metric_id

),

-- the window of each month, for the ends of the three months in which it is not too old
windows as (

    {% for months in range(3) -%}
    select
        *,
        {{ months }} as months_ago,
        cast(month_start_on + interval '{{ months }}' month as date) as seen_in
    from exposures
    {% if not loop.last -%}
    union all

    {% endif -%}
    {% endfor %}

)

select
    {% for name, metric in metrics.items() -%}
    sum(numerator) filter (where metric_id = '{{ metric }}' and months_ago = 0) as {{ name }}_sum_30d,
    sum(denominator) filter (where metric_id = '{{ metric }}' and months_ago = 0) as {{ name }}_count_30d,
    sum(numerator) filter (where metric_id = '{{ metric }}') as {{ name }}_sum_90d,
    sum(denominator) filter (where metric_id = '{{ metric }}') as {{ name }}_count_90d,
    {% endfor -%}
    account_id,
    seen_in as month_start_on

from windows
group by account_id, seen_in
