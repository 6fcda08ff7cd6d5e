-- All that the roll-up reads of a metric model in a month, as one number, so that a month is known to be as it was.
-- A sum of hashes does not depend on the order of rows. They are hashes of hashes, since two rows that exchange a value
-- could leave the sum of the plain ones as it was.
{% set read = [] -%}
{% for column in ['observed_at', 'subject_id', 'cluster_id', 'account_id', 'team_id', 'numerator', 'denominator'] -%}
{% do read.append('observations.' ~ column) %}
{%- endfor -%}
{% for dimension in published_dimensions('observation') -%}
{% do read.append('observations.' ~ dimension.column) %}
{%- endfor -%}
{% for grain in metric_grains() -%}
{% do read.append('case when models.is_snapshot then ' ~ is_at_end_of(grain, 'observations.observed_at') ~ ' end') %}
{%- endfor -%}
{% do read.append('accounts.attributes_code') -%}
{% do read.append('teams.attributes_code') -%}

select
    observations.metric_id as model,
    cast(date_trunc('month', {{ to_reporting_time('observations.observed_at') }}) as date) as month_start,
    count(*) as observations,
    cast(sum({{ key_of(key_of_all(read)) }}) as string) as fingerprint

from {{ ref('metric_observations') }} as observations
inner join {{ ref('metric_models') }} as models on observations.metric_id = models.model
cross join {{ ref('int_as_of') }} as present
left join {{ ref('metric_account_keys') }} as accounts on observations.account_id = accounts.account_id
left join {{ ref('metric_team_keys') }} as teams on observations.team_id = teams.team_id
where observations.observed_at is not null
group by all
