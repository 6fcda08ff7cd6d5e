select
    run_at,
    gate,
    count_if(status <> 'empty') as asked,
    count_if(status = 'failed' and severity = 'critical') as critical,
    count_if(status = 'failed' and severity <> 'critical') as warnings
from quality.run_results
group by all
order by run_at desc, gate
limit 40
