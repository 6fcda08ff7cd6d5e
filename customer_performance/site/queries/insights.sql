select
    insight,
    readiness,
    row_count,
    missing_inputs,
    seed_unmatched
from marts.insight_readiness
order by insight
