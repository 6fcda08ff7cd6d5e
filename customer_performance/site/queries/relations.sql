with relations as (
    select database_name, schema_name, table_name, 'BASE TABLE' as type, comment
    from duckdb_tables()
    union all
    select database_name, schema_name, view_name as table_name, 'VIEW' as type, comment
    from duckdb_views()
)
select
    relations.type,
    schema_name as schema,
    table_name as name,
    database_name as database,
    relations.comment,
    list(
        {
            'type': columns.data_type,
            'index': columns.column_index,
            'name': columns.column_name,
            'comment': columns.comment
        }
        order by columns.column_index
    ) as columns
from relations
inner join duckdb_columns() as columns using (database_name, schema_name, table_name)
where database_name = current_database()
group by all
