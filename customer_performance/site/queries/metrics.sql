select
    catalog.*,
    readiness.* exclude (metric_id, family, tier)
from marts.metric_catalog as catalog
inner join marts.metric_readiness as readiness on catalog.metric_id = readiness.metric_id
order by catalog.family, catalog.label_en, catalog.metric_id
