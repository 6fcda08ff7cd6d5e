-- Each feature of the seed core_features is there once, however it is written.
{{ config(fail_calc=stop_with('reason')) }}

select concat('seeds/core_features.csv, ', min(feature), ': the feature is there twice') as reason

from {{ ref('core_features') }}
group by lower(feature)
having count(*) > 1
