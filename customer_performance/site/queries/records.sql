select
    contact,
    grain,
    dimension,
    dimension_value,
    verdict,
    method,
    is_level_shift,
    closed_share,
    origins,
    coalesce(case when grain = 'day' then relative_mase else relative_rmsse end, 0) as relative_error,
    wape,
    coverage_80,
    coverage_95
from marts.contact_volume_record
order by contact desc, dimension, dimension_value, grain
