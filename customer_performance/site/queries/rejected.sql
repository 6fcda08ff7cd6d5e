select
    source,
    table_name,
    column_name,
    reason,
    count(*) as rows,
    count(distinct file) as files
from raw.rejected_rows
group by all
order by rows desc, source, table_name, column_name, reason
