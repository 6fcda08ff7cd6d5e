select
    insight,
    readiness,
    row_count,
    missing_inputs
from marts.insight_readiness
order by insight
