-- Whether any gate has been asked. Versions before called the column `door`; who has not guarded since then sees no
-- results on the pages.
select count(*) > 0 as is_guarded
from duckdb_columns()
where schema_name = 'quality' and table_name = 'run_results' and column_name = 'gate'
