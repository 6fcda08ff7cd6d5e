-- In which months does each source show that it tells of each kind of thing, and when did it do so first?
with

{% for kind, declared in evidence_of_rows().items() -%}
{{ kind ~ '_rows' }} as (

    {{ rows_of_evidence(declared) }}

){{ ',' if not loop.last }}

{% endfor %}

{% for kind in evidence_of_rows() -%}
select
    '{{ kind }}' as kind,
    source,
    channel,
    {{ reporting_month('told_at') }} as month_start_on,
    min(told_at) as first_told_at
from {{ kind ~ '_rows' }}
group by all
{% if not loop.last -%}
union all

{% endif -%}
{% endfor %}
