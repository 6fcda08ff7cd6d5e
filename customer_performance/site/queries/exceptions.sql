select
    source,
    table_name,
    reason,
    count(*) as rows
from marts.data_quality_exceptions
group by all
order by all
