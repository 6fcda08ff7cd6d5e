# How many agents each hour needs, by Erlang's queues.
def model(dbt, session):
    # Imported here, since dbt reads of a Python model what it defines.
    from customer_performance.models.staffing_table import agents

    return agents(dbt.ref("staffing_need__loads").df())
