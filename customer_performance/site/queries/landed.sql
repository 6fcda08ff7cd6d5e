-- Without the reason why a file as a whole was refused, which may quote a value.
select
    source,
    table_name,
    file,
    format,
    status,
    rows_read,
    rows_landed,
    rows_rejected,
    rows_left_out,
    loaded_at
from raw.landed_files
order by all
