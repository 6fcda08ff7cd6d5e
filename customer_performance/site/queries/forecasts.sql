select
    contact,
    dimension,
    dimension_value,
    date_on,
    expected,
    low_80,
    high_80,
    low_95,
    high_95,
    is_holiday
from marts.contact_volume_forecast
where grain = 'day'
order by contact desc, dimension, dimension_value, date_on
