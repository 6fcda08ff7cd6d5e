-- The rows of fct_custom_columns, for readers who still know them by their former name.
select
    table_name,
    row_id,
    column_name,
    value

from {{ ref('fct_custom_columns') }}
