select * from marts.input_readiness order by table_name, input
