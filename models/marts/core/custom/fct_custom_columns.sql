-- What a company lands beyond the contract, for the metrics that name it: one value a row.
select
    table_name,
    row_id,
    column_name,
    value

from {{ ref('int_custom_columns') }}
