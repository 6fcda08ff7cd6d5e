-- What became of accounts by how they had fared by a CPI, raw, and as accounts alike in all else would have done?
with

doses as (

    select * from {{ ref('cpi_kpi_links__doses') }}

)

select
    cast(doses.metric_id as string) as metric_id,
    cast(doses.outcome as string) as outcome,
    cast(doses.dose as string) as dose,
    cast(doses.dose_number as integer) as dose_number,
    doses.subjects,
    doses.clusters,
    doses.exposure_value * catalog.scale as exposure_value,
    doses.value,
    doses.adjusted_value,
    doses.ci_low,
    doses.ci_high

from doses
inner join {{ ref('metric_catalog') }} as catalog on cast(doses.metric_id as string) = catalog.metric_id
where doses.clusters >= 5
