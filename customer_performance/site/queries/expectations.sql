-- The expectations of the last run at each gate, each with how its last 20 runs ended, the oldest first.
with

history as (

    select
        *,
        list(status) over (
            partition by gate, table_name, expectation, query order by run_at
        ) as statuses
    from quality.run_results

)

select
    * exclude (statuses),
    statuses[-20:] as past
from history
qualify run_at = max(run_at) over (partition by gate)
order by if(gate = 'raw', 0, 1), table_name, status = 'passed', severity, expectation, query, why
